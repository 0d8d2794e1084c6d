import dagre from '@dagrejs/dagre';
import type { Point } from './picture.ts';

type Centre = { readonly x: number; readonly y: number };
export type Graph = {
  setGraph(options: {
    rankdir: string;
    marginx: number;
    marginy: number;
    [space: string]: string | number;
  }): void;
  setNode(id: string, size: { width: number; height: number }): void;
  setEdge(
    from: string,
    to: string,
    label: { width: number; height: number; labelpos: 'c'; weight: number },
    name: string,
  ): void;
  graph(): { readonly width: number; readonly height: number };
  node(id: string): Centre;
  edge(from: string, to: string, name: string): Centre & { readonly points: readonly Point[] };
};

/** What is used of dagre. Its own declarations leave out file endings, which Node's module resolution wants. */
export const engine = dagre as unknown as {
  readonly graphlib: { readonly Graph: new (options: { multigraph: boolean }) => Graph };
  layout(graph: Graph): void;
};
