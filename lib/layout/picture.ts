/**
 * A choreography's statechart with a place for everything: what the console, an SVG and the docs draw. Lengths are
 * pixels at scale 1, the origin is the upper left corner, boxes are given by their upper left corner.
 */
export type Picture = {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
};

export type Point = { readonly x: number; readonly y: number };
export type Box = Point & { readonly width: number; readonly height: number };

export type PictureNode = Box &
  NodeText & {
    /** The state's name; `START_NODE` for the dot that instances begin at. */
    readonly id: string;
    readonly kind: 'start' | 'wait' | 'all' | 'final';
  };

export type NodeText = {
  /** The name, broken into the lines it is drawn in. */
  readonly title: readonly string[];
  /** The events that an `all` collects, one a line, in the author's order. */
  readonly members: readonly Member[];
  /** What else belongs into the box, as `due in 2 d` or `↻ Car Priced`. */
  readonly notes: readonly string[];
  readonly outcome: 'succeeded' | 'failed' | undefined;
};

export type Member = { readonly event: string; readonly text: string };

export type PictureEdge = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly labels: readonly EdgeLabel[];
  /** From the border of `from` to the border of `to`. */
  readonly points: readonly Point[];
  /** Where the labels stand, one below the other. */
  readonly labelBox: Box;
};

export type EdgeLabel = {
  readonly kind: 'event' | 'deadline' | 'done';
  /** The event's whole name; for a deadline or a completed `all`, what is drawn. */
  readonly name: string;
  readonly text: string;
  /** The guards' whole source, where the transition has any. */
  readonly guard: string | undefined;
  readonly guardText: string | undefined;
};

/** No state can have this name: a state's name is never empty. */
export const START_NODE = '';

/** What the sizes were computed for; whoever draws uses the same. */
export const TYPE = { title: 14, label: 12, note: 12, lineHeight: 18, labelLine: 16 } as const;
