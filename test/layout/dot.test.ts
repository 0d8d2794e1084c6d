import { describe, expect, test } from '@jest/globals';
import { dotOf } from '../../lib/layout/dot.ts';
import { layoutOf } from '../../lib/layout/layout.ts';
import { drawn, EXAMPLES } from './golden.ts';
import { hostile, small } from './hostile.ts';

describe('a choreography for Graphviz', () => {
  test('has states, members, transitions with short guards, dashed deadlines and ends', () => {
    expect(dotOf(layoutOf(small), small.title)).toBe(`digraph "Small & simple" {
  node [shape=box style=rounded fontname="Helvetica" fontsize=13 color="#8d96a3" margin="0.2,0.08"]
  edge [fontname="Helvetica" fontsize=11 color="#8d96a3" arrowsize=0.7]
  "" [shape=circle style=filled fillcolor="#16191f" label="" width=0.2]
  "Open" [label=<<b>Open</b><br/><font point-size="11"><font color="#59626f">due in 1 min</font></font><br/><font point-size="11"><font color="#59626f">↻ Reminded</font></font>>]
  "Checks" [label=<<b>Checks</b><br align="left"/><font point-size="11">• Paid</font><br align="left"/><font point-size="11">• Sent</font><br align="left"/>>]
  "Done" [label=<<font color="#15803d">✓</font> <b>Done</b>> peripheries=2]
  "Too late" [label=<<font color="#b91c1c">✗</font> <b>Too late</b>> peripheries=2]
  "" -> "Open" [label=<&#160;Asked>]
  "Open" -> "Checks" [label=<&#160;Answered<br/>&#160;<font color="#59626f">[yes = true]</font>>]
  "Open" -> "Too late" [label=<&#160;after 1 h> style=dashed]
  "Checks" -> "Done" [label=<&#160;<font color="#59626f">all arrived</font>>]
}
`);
  });

  test('quotes hostile names as ids, and escapes them in labels', () => {
    const any = hostile();
    const lines = dotOf(layoutOf(any), any.title).split('\n');
    const startOf = (start: string) => lines.filter((line) => line.startsWith(start)).length;
    expect(startOf('  "a \\"quote\\" \\\\ back\\\\" [label=<<b>a &quot;quote&quot; \\ back\\</b><br/>')).toBe(
      1,
    );
    expect(
      startOf('  "<script>alert(1)</script>" [label=<<b>&lt;script&gt;alert(1)&lt;/script&gt;</b>'),
    ).toBe(1);
    expect(startOf('  "&lt;b&gt; & {x}" [label=<<b>&amp;lt;b&amp;gt; &amp; {x}</b>')).toBe(1);
    expect(startOf('  "end" -> ')).toBe(2);
    expect(startOf('  "__proto__" [label=<<b>__proto__</b>')).toBe(1);
  });

  test.each(EXAMPLES)('draws %s as in its golden', (id) => {
    const { now, golden } = drawn(id, 'dot', dotOf);
    expect(now).toBe(golden);
  });
});
