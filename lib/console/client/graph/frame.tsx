import { noteLines } from '../../../layout/picture.ts';
import { SignIcon } from '../parts/sign.tsx';
import { Badge } from './badge.tsx';
import { nameOf } from './name.ts';
import type { NodeData } from './node.tsx';

/** A box with others inside. It lies behind the arrows; only its head can be clicked. */
export function Frame({ node, info, apart }: NodeData) {
  const { sign, words, choose, chosen, current } = info;
  const classes = [
    'frame',
    `frame-${node.kind}`,
    sign === undefined ? 'state-plain' : `state-${sign}`,
    current ? 'frame-current' : '',
    chosen ? 'state-chosen' : '',
    apart?.beside === true ? 'frame-beside' : '',
    apart?.below === true ? 'frame-below' : '',
  ];
  const title = `${nameOf(node)}${words === '' ? '' : `: ${words}`}`;
  const head = <Head node={node} info={info} />;
  const style = { height: (node.header ?? 0) - 4 };
  const clickable = choose !== undefined && node.kind !== 'region';
  return (
    <div className={classes.join(' ')} role="group" aria-label={title} data-state={node.id}>
      {clickable ? (
        <button
          type="button"
          className="frame-head nodrag nopan"
          title={title}
          aria-pressed={chosen}
          style={style}
          onClick={choose}
        >
          {head}
        </button>
      ) : (
        <div className="frame-head" title={title} style={style}>
          {head}
        </div>
      )}
      <Badge {...info} />
    </div>
  );
}

function Head({ node, info: { sign } }: NodeData) {
  return (
    <>
      <span className="frame-title">
        {sign === undefined ? null : <SignIcon sign={sign} />}
        <span>
          {node.title.map((line, index) => (
            <span className="line" key={index}>
              {line}
            </span>
          ))}
        </span>
      </span>
      {noteLines(node.notes).map((note, index) => (
        <span className="frame-note" key={index}>
          {note}
        </span>
      ))}
    </>
  );
}
