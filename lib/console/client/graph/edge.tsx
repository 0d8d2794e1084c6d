import type { Edge, EdgeProps } from '@xyflow/react';
import { EdgeLabelRenderer } from '@xyflow/react';
import { pathOf } from '../../../layout/path.ts';
import type { EdgeLabel, PictureEdge } from '../../../layout/picture.ts';

export type EdgeData = {
  readonly edge: PictureEdge;
  readonly taken: boolean;
  /** An instance is looked at: what it did not take steps back. */
  readonly judged: boolean;
};

export function Arrow({ data }: EdgeProps<Edge<EdgeData>>) {
  if (data === undefined) return null;
  const { edge, taken, judged } = data;
  const { x, y, width, height } = edge.labelBox;
  const deadline = edge.labels.length > 0 && edge.labels.every(({ kind }) => kind === 'deadline');
  const look = [taken ? 'taken' : judged ? 'not-taken' : '', deadline ? 'deadline' : ''].join(' ');
  return (
    <>
      <path
        className={`arrow ${look}`}
        d={pathOf(edge.points)}
        markerEnd={taken ? 'url(#head-taken)' : judged ? 'url(#head-not-taken)' : 'url(#head)'}
      />
      <EdgeLabelRenderer>
        {edge.labels.length === 0 ? null : (
          <div
            className={`arrow-label ${look}`}
            style={{ transform: `translate(${x}px, ${y}px)`, width, height }}
          >
            {edge.labels.map((label, index) => (
              <Label key={index} {...label} />
            ))}
          </div>
        )}
      </EdgeLabelRenderer>
    </>
  );
}

function Label({ kind, name, text, guard, guardText, more = [] }: EdgeLabel) {
  return (
    <span className={`label label-${kind}`} title={guard === undefined ? name : `${name}\nif ${guard}`}>
      {kind === 'deadline' ? <Hourglass /> : null}
      {text}
      {guardText === undefined ? null : <span className="guard">{guardText}</span>}
      {more.map((line, index) => (
        <span className="guard" key={index}>
          {line}
        </span>
      ))}
    </span>
  );
}

function Hourglass() {
  return (
    <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true" className="hourglass">
      <circle cx="8" cy="8" r="5.75" />
      <path d="M8 4.75V8l2.25 1.5" />
    </svg>
  );
}

/** Defined once in each picture; xyflow's own markers take no classes. */
export function ArrowHeads() {
  return (
    <svg className="heads" aria-hidden="true" width="0" height="0">
      <defs>
        {['head', 'head-taken', 'head-not-taken'].map((id) => (
          <marker
            key={id}
            id={id}
            className={id}
            viewBox="0 0 10 10"
            refX="8.5"
            refY="5"
            markerWidth="9"
            markerHeight="9"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M1 1.2 9 5 1 8.8z" />
          </marker>
        ))}
      </defs>
    </svg>
  );
}
