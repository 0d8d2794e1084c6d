import { describe, expect, test } from '@jest/globals';
import { layoutOf } from '../../lib/layout/layout.ts';
import { mermaidOf } from '../../lib/layout/mermaid.ts';
import { drawn, EXAMPLES } from './golden.ts';
import { hostile, small } from './hostile.ts';
import { nested } from './rich.ts';
import { choreography, stateOf, statesOf } from './written.ts';

describe('a choreography as Mermaid', () => {
  test('has states, transitions with short guards, deadlines, ends, and the members of an all in a note', () => {
    expect(mermaidOf(layoutOf(small), small.title)).toBe(`---
title: "Small & simple"
---
stateDiagram-v2
  state "Open<br/>due in 1 min<br/>↻ Reminded" as s_Open
  state "Checks" as s_Checks
  note right of s_Checks
    waits for all of
    • Paid
    • Sent
  end note
  state "✓ Done" as s_Done
  state "✗ Too late" as s_Too_late
  [*] --> s_Open : Asked
  s_Open --> s_Checks : Answered<br/>[yes = true]
  s_Open --> s_Too_late : after 1 h
  s_Checks --> s_Done : all arrived
  s_Done --> [*]
  s_Too_late --> [*]
  classDef succeeded stroke:#15803d,stroke-width:2px
  class s_Done succeeded
  classDef failed stroke:#b91c1c,stroke-width:2px
  class s_Too_late failed
`);
  });

  test('keeps names apart that differ only in what an id cannot hold', () => {
    const names = ['A b', 'A-b', 'A b 2', '注文', '出荷'];
    const states = names.map((name) => stateOf(name, { final: 'succeeded' }));
    const lines = mermaidOf(layoutOf(choreography({ states })), 'Names').split('\n');
    expect(lines.filter((line) => line.startsWith('  state '))).toEqual([
      '  state "✓ A b" as s_A_b',
      '  state "✓ A#45;b" as s_A_b_2',
      '  state "✓ A b 2" as s_A_b_2_2',
      '  state "✓ 注文" as s_',
      '  state "✓ 出荷" as s__2',
    ]);
  });

  test('shortens a long guard', () => {
    const guard =
      'detail.items[quantity > 3 and price < 100 and $contains(name, "x")] and detail.country = "DE"';
    const states = statesOf({
      A: { on: { E: { guard, target: 'B' } } },
      B: { final: 'succeeded' },
    });
    const text = mermaidOf(layoutOf(choreography({ states })), 'Guard');
    const [label = ''] = /E<br\/>.*/u.exec(text) ?? [];
    expect(label).toMatch(/^E<br\/>\[items\[.*….*"?\]$/u);
    expect(label.length).toBeLessThan(60);
  });

  test('writes everything hostile by its number, and every text on its own line', () => {
    const any = hostile();
    const lines = mermaidOf(layoutOf(any), any.title).split('\n');
    expect(lines[1]).toBe('title: "Hostile: \\"x\\" </title> # ---"');
    expect(lines).toContain(
      '  state "#60;script#62;alert(1)#60;/script#62;<br/>↻ again<br/>#60;script#62;alert(1)#60;/script#62;" as s_script_alert_1_script',
    );
    expect(lines).toContain('    • a #34;quote#34; #92; back#92;');
    expect(lines).toContain('    • two lines');
    expect(lines).toContain('    • #96;code#96; #42;b#42; #95;i#95; #35;35#59; a#58;b#59;c #37;#37; x');
    expect(lines).toContain('    • #45; dash #45;#45;#62; [#42;]');
    expect(lines).toContain('    • control \u{fffd}\u{fffd}.');
    const text = lines.slice(3).join('\n').replaceAll('<br/>', '').replaceAll(' --> ', '');
    expect(text).not.toMatch(/[<>`\\%]/u);
    expect(lines.filter((line) => line.trim() === 'end')).toEqual([]);
  });

  test('nests frames, keeps regions apart, and leads over borders from outside of them', () => {
    const lines = mermaidOf(layoutOf(nested), nested.title).split('\n');
    expect(lines.slice(4, -5)).toEqual([
      '  state "In every state" as s_In_every_state',
      '  state "Both" as s_Both {',
      '    state "Left" as s_Left {',
      '      state "L1" as s_L1',
      '      state "✓ L2" as s_L2',
      '      s_L1 --> s_L2 : Went left',
      '      [*] --> s_L1',
      '      s_L2 --> [*]',
      '    }',
      '    --',
      '    state "Right" as s_Right {',
      '      state "R1" as s_R1',
      '      state "✓ R2" as s_R2',
      '      s_R1 --> s_R2 : Went right',
      '      [*] --> s_R1',
      '      s_R2 --> [*]',
      '    }',
      '  }',
      '  state "Phase" as s_Phase {',
      '    state "One" as s_One',
      '    state "Two" as s_Two',
      '    s_One --> s_Two : Stepped',
      '    s_Two --> s_One : Restarted',
      '    [*] --> s_One',
      '  }',
      '  state "✓ Done" as s_Done',
      '  state "✗ Stopped" as s_Stopped',
      '  [*] --> s_Both : Begun',
      '  s_In_every_state --> s_Stopped : Stopped by hand',
      '  s_Both --> s_Phase : all done',
      '  s_Phase --> s_Stopped : after 7 d<br/>▸ notifies#58; Too long',
      '  s_Two --> s_Done : Finished',
      '  s_Done --> [*]',
      '  s_Stopped --> [*]',
    ]);
  });

  test.each(EXAMPLES)('draws %s as in its golden', (id) => {
    const { now, golden } = drawn(id, 'mmd', mermaidOf);
    expect(now).toBe(golden);
  });
});
