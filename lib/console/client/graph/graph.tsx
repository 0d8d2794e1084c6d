import type { Edge, Node } from '@xyflow/react';
import { ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Picture } from '../../../layout/picture.ts';
import { apartOf, isFrame } from '../../../layout/picture.ts';
import type { EdgeData } from './edge.tsx';
import { Arrow, ArrowHeads } from './edge.tsx';
import type { NodeData, StateInfo } from './node.tsx';
import { StateNode } from './node.tsx';

type Props = {
  readonly picture: Picture;
  /** What is known about a state, beyond its picture. */
  readonly infoOf: (state: string) => StateInfo;
  readonly taken?: readonly string[];
  /** Kept in view where the picture is larger than its frame. */
  readonly focus?: string | undefined;
  readonly label: string;
};

const NODE_TYPES = { state: StateNode };
const EDGE_TYPES = { arrow: Arrow };
/** Below this its text is hard to read: then the frame grows instead, and the page scrolls. */
const LEAST_ZOOM = 0.7;
/** A picture is never cut off at its sides; this is as small as that may make it. */
const LEAST_ACROSS = 0.35;
/** Kept free for the buttons below. */
const TOOLS = 40;
/** A frame higher than this scrolls with its page. */
const TALL = 600;

/** A wide picture takes more of the page than what stands beside it. */
export function splitFor({ width }: Picture): string {
  return width > WIDE ? 'split split-wide' : 'split';
}
const WIDE = 850;

export function Graph(props: Props) {
  return (
    <ReactFlowProvider>
      <Frame {...props} />
    </ReactFlowProvider>
  );
}

function Frame({ picture, infoOf, taken, focus, label }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const { setViewport, zoomIn, zoomOut } = useReactFlow();

  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() =>
      setSize({ width: element.clientWidth, height: element.clientHeight }),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const fitted = useMemo(() => fit(picture, size, focus), [picture, size, focus]);
  useEffect(() => {
    if (size.width > 0) void setViewport(fitted);
  }, [fitted, setViewport, size.width]);

  const nodes = picture.nodes.map((node): Node<NodeData> => {
    const { id, x, y, width, height } = node;
    return {
      id: `s:${id}`,
      type: 'state',
      position: { x, y },
      width,
      height,
      data: {
        node,
        info: infoOf(id),
        apart: node.kind === 'region' ? apartOf(node, picture.nodes) : undefined,
      },
      // Arrows between what is inside a frame are drawn on it.
      zIndex: isFrame(node.kind) ? -1 : 0,
    };
  });
  /** So high that the whole picture is in it, however long the choreography. */
  const least = Math.ceil(picture.height * leastZoom(picture, size.width)) + TOOLS;
  const along = new Set(taken);
  const edges = picture.edges.map((edge): Edge<EdgeData> => ({
    id: edge.id,
    type: 'arrow',
    source: `s:${edge.from}`,
    target: `s:${edge.to}`,
    data: { edge, taken: along.has(edge.id), judged: taken !== undefined },
    zIndex: along.has(edge.id) ? 1 : 0,
  }));
  return (
    <section className={least > TALL ? 'graph graph-tall' : 'graph'} aria-label={label}>
      <div className="graph-frame" ref={frame} style={{ minHeight: least }}>
        <ArrowHeads />
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          defaultViewport={fitted}
          minZoom={0.2}
          maxZoom={1.6}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          edgesFocusable={false}
          elementsSelectable={false}
          zoomOnScroll={false}
          zoomOnDoubleClick={false}
          preventScrolling={false}
          proOptions={{ hideAttribution: true }}
        />
      </div>
      <div className="graph-tools">
        <button type="button" aria-label="Larger" title="Larger" onClick={() => void zoomIn()}>
          +
        </button>
        <button type="button" aria-label="Smaller" title="Smaller" onClick={() => void zoomOut()}>
          −
        </button>
        <button type="button" aria-label="Fit" title="Fit" onClick={() => void setViewport(fitted)}>
          ⤢
        </button>
      </div>
    </section>
  );
}

function leastZoom(picture: Picture, width: number): number {
  return Math.max(LEAST_ACROSS, Math.min(LEAST_ZOOM, width / picture.width));
}

/** As large as it fits, never larger than life, never too small to read. */
function fit(picture: Picture, size: { width: number; height: number }, focus: string | undefined) {
  const height = size.height - TOOLS;
  const whole = Math.min(size.width / picture.width, height / picture.height, 1);
  const zoom = Math.max(whole, leastZoom(picture, size.width));
  const centre = picture.nodes.find(({ id }) => id === focus) ?? picture.nodes[0];
  const along = (space: number, length: number, middle: number) => {
    const rest = space - length * zoom;
    if (rest >= 0) return rest / 2;
    return Math.min(0, Math.max(rest, space / 2 - middle * zoom));
  };
  return {
    zoom,
    x: along(size.width, picture.width, (centre?.x ?? 0) + (centre?.width ?? 0) / 2),
    y: along(height, picture.height, (centre?.y ?? 0) + (centre?.height ?? 0) / 2),
  };
}
