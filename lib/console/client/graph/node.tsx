import type { Node, NodeProps } from '@xyflow/react';
import { Handle, Position } from '@xyflow/react';
import type { ReactNode } from 'react';
import type { PictureNode } from '../../../layout/picture.ts';
import type { apartOf } from '../../../layout/picture.ts';
import { isFrame, noteLines } from '../../../layout/picture.ts';
import type { Sign } from '../../signs.ts';
import { SignIcon } from '../parts/sign.tsx';
import { Badge } from './badge.tsx';
import { Frame } from './frame.tsx';
import { nameOf } from './name.ts';

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

export type NodeData = {
  readonly node: PictureNode;
  readonly info: StateInfo;
  /** Of a region: where others lie before it. */
  readonly apart?: ReturnType<typeof apartOf> | undefined;
};

/** What is drawn for a box: a dot, a frame behind its inner states, or a box with text. */
function drawnAs({ kind }: PictureNode): (data: NodeData) => ReactNode {
  if (kind === 'start' || kind === 'initial') return Dot;
  return isFrame(kind) ? Frame : Box;
}

function Dot({ node }: NodeData) {
  return <div className="start-dot" title={node.kind === 'start' ? 'Start' : 'Begins here'} />;
}

export function StateNode({ data }: NodeProps<Node<NodeData>>) {
  const Drawn = drawnAs(data.node);
  return (
    <>
      <Handle type="target" position={Position.Top} className="handle" isConnectable={false} />
      <Drawn {...data} />
      <Handle type="source" position={Position.Bottom} className="handle" isConnectable={false} />
    </>
  );
}

function Box({ node, info: known }: NodeData) {
  // What stands for every state is itself none that somebody could be in.
  const info = node.kind === 'every' ? { ...known, sign: undefined, words: '', badge: undefined } : known;
  const { sign, words, choose, chosen, current } = info;
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
  const title = `${nameOf(node)}${words === '' ? '' : `: ${words}`}`;
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
      <Badge {...info} />
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
        {node.kind === 'task' && sign === undefined ? <Wheel /> : null}
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
      {noteLines(node.notes).map((note, index) => (
        <span className="note" key={index}>
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

/** The machine works here itself. */
function Wheel() {
  return (
    <svg className="wheel" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <circle cx="8" cy="8" r="3.75" />
      <path d="M8 1.75v2.5M8 11.75v2.5M1.75 8h2.5M11.75 8h2.5M3.6 3.6l1.75 1.75M10.65 10.65l1.75 1.75M12.4 3.6l-1.75 1.75M5.35 10.65l-1.75 1.75" />
    </svg>
  );
}
