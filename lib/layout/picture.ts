/**
 * A choreography's statechart with a place for everything: what the console, an SVG and the docs draw. Lengths are
 * pixels at scale 1, the origin is the upper left corner, boxes are given by their upper left corner.
 */
export type Picture = {
  readonly width: number;
  readonly height: number;
  /** What encloses others comes before what it encloses. */
  readonly nodes: readonly PictureNode[];
  readonly edges: readonly PictureEdge[];
};

export type Point = { readonly x: number; readonly y: number };
export type Box = Point & { readonly width: number; readonly height: number };

export const FRAMES = ['compound', 'parallel', 'region', 'forEach'] as const;
/** Boxes that have others inside. */
export type FrameKind = (typeof FRAMES)[number];

export type PictureNode = Box &
  NodeText & {
    /** The state's name. What is no state has an id that begins with `#`, which no state's name does, or is `START_NODE`. */
    readonly id: string;
    /** `start` is the dot that instances begin at, `initial` the one inside a frame; `every` stands for every state around it. */
    readonly kind: 'start' | 'initial' | 'every' | 'wait' | 'all' | 'task' | 'final' | FrameKind;
    /** The frame that it lies in. */
    readonly parent?: string;
    /** Of a frame: the height of what stands above its inner states. */
    readonly header?: number;
  };

export type NodeText = {
  /** The name, broken into the lines it is drawn in. */
  readonly title: readonly string[];
  /** The events that an `all` collects, one a line, in the author's order. */
  readonly members: readonly Member[];
  /** What else belongs into the box, as `due in 2 d` or `↻ Car Priced`; `\n` where a long one goes on in another line. */
  readonly notes: readonly string[];
  readonly outcome: 'succeeded' | 'failed' | undefined;
};

export type Member = { readonly event: string; readonly text: string };

export type PictureEdge = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** None at the arrow from a frame's `initial` dot. */
  readonly labels: readonly EdgeLabel[];
  /** From the border of `from` to the border of `to`. */
  readonly points: readonly Point[];
  /** Where the labels stand, one below the other. */
  readonly labelBox: Box;
};

export type EdgeLabel = {
  readonly kind: 'event' | 'deadline' | 'done' | 'failure';
  /** The event's whole name; for all else, what is drawn. */
  readonly name: string;
  readonly text: string;
  /** The guards' whole source, where the transition has any. */
  readonly guard: string | undefined;
  readonly guardText: string | undefined;
  /** Lines below: what the transition does besides, as `▸ publishes Reminder`. */
  readonly more?: readonly string[];
};

/** No state can have this name: a state's name is never empty. */
export const START_NODE = '';

/** What the sizes were computed for; whoever draws uses the same. */
export const TYPE = { title: 14, label: 12, note: 12, lineHeight: 18, labelLine: 16 } as const;

/** Above a frame's inner states: its title and notes, with this room around them. */
export const FRAME_PADDING = { x: 16, y: 8 } as const;

export function isFrame(kind: PictureNode['kind']): kind is FrameKind {
  return FRAMES.some((each) => each === kind);
}

/** At which of its borders another region of the same parallel begins before it. */
export function apartOf(
  { x, y, parent }: PictureNode,
  nodes: readonly PictureNode[],
): { readonly beside: boolean; readonly below: boolean } {
  const others = nodes.filter((node) => node.kind === 'region' && node.parent === parent);
  return {
    beside: others.some((other) => other.y === y && other.x < x),
    below: others.some((other) => other.y < y),
  };
}

export function noteLines(notes: readonly string[]): string[] {
  return notes.flatMap((note) => note.split('\n'));
}

/** How many lines stand below each other at an arrow. */
export function linesOf({ guardText, more = [] }: EdgeLabel): number {
  return 1 + (guardText === undefined ? 0 : 1) + more.length;
}
