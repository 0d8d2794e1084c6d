import type { Node, NodeProps } from '@xyflow/react';
import { Handle, Position } from '@xyflow/react';
import type { PictureNode } from '../../../layout/picture.ts';
import type { Sign } from '../../signs.ts';
import { SignIcon } from '../parts/sign.tsx';

export type StateInfo = {
  readonly sign: Sign | undefined;
  readonly words: string;
  /** Shown at the box's corner, as how many stand there. */
  readonly badge: string | undefined;
  readonly late: boolean;
  /** The members of an `all` that have arrived; undefined where nobody is looked at. */
  readonly arrived: readonly string[] | undefined;
  readonly current: boolean;
  readonly choose: (() => void) | undefined;
  readonly chosen: boolean;
};

export type NodeData = { readonly node: PictureNode; readonly info: StateInfo };

export function StateNode({ data: { node, info } }: NodeProps<Node<NodeData>>) {
  return (
    <>
      <Handle type="target" position={Position.Top} className="handle" isConnectable={false} />
      {node.kind === 'start' ? <div className="start-dot" title="Start" /> : <Box node={node} info={info} />}
      <Handle type="source" position={Position.Bottom} className="handle" isConnectable={false} />
    </>
  );
}

function Box({ node, info }: NodeData) {
  const { sign, words, badge, late, choose, chosen, current } = info;
  const classes = [
    'state',
    `state-${node.kind}`,
    sign === undefined ? 'state-plain' : `state-${sign}`,
    node.outcome === 'failed' ? 'state-bad-end' : '',
    current ? 'state-current' : '',
    chosen ? 'state-chosen' : '',
    choose === undefined ? '' : 'nodrag nopan',
  ];
  const content = <Content node={node} info={info} />;
  const title = `${node.id}${words === '' ? '' : `: ${words}`}`;
  return (
    <>
      {choose === undefined ? (
        <div className={classes.join(' ')} title={title} role="group" aria-label={title} data-state={node.id}>
          {content}
        </div>
      ) : (
        <button
          type="button"
          className={classes.join(' ')}
          title={title}
          aria-label={title}
          aria-pressed={chosen}
          data-state={node.id}
          onClick={choose}
        >
          {content}
        </button>
      )}
      {badge === undefined ? null : (
        <span className={late ? 'badge badge-late' : 'badge'} aria-hidden="true">
          {late ? <SignIcon sign="overdue" /> : null}
          {badge}
        </span>
      )}
    </>
  );
}

function Content({ node, info: { sign, arrived } }: NodeData) {
  const ending = node.kind === 'final' && sign === undefined;
  return (
    <>
      <span className="state-title">
        {sign === undefined ? null : <SignIcon sign={sign} />}
        {ending ? <EndSign outcome={node.outcome} /> : null}
        <span>
          {node.title.map((line, index) => (
            <span className="line" key={index}>
              {line}
            </span>
          ))}
        </span>
      </span>
      {node.members.length > 0 ? (
        <span className="members">
          {node.members.map(({ event, text }) => (
            <span className="member" key={event} title={event}>
              {arrived === undefined ? (
                <span className="bullet" aria-hidden="true" />
              ) : (
                <SignIcon
                  sign={arrived.includes(event) ? 'passed' : 'unreached'}
                  words={arrived.includes(event) ? 'arrived' : 'still to come'}
                />
              )}
              {text}
            </span>
          ))}
        </span>
      ) : null}
      {node.notes.map((note) => (
        <span className="note" key={note}>
          {note}
        </span>
      ))}
    </>
  );
}

/** Where nobody is looked at, an end shows what kind of end it is. */
function EndSign({ outcome }: { outcome: PictureNode['outcome'] }) {
  const good = outcome === 'succeeded';
  return <SignIcon sign={good ? 'passed' : 'failed'} words={good ? 'a success' : 'a failure'} />;
}
