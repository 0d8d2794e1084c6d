import { describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { readObject } from '../../lib/definition/object-source.ts';
import { expressionsIn } from '../../lib/definition/draft-expressions.ts';
import { readDraft } from '../../lib/definition/read-draft.ts';
import { statesIn, waysIn } from '../../lib/definition/tree.ts';

const text = readFileSync(new URL('whole-language.yaml', import.meta.url), 'utf8');
const draft = readDraft(readObject(parse(text)).data);
const at = (path: readonly (string | number)[]) => path.join('/');

describe('the draft as a tree', () => {
  test('has its states in the order of the file, each with what it stands in', () => {
    const lines = statesIn(draft).map(({ state, within }) =>
      [...within.map((each) => `${each.state.name.text}/${each.region?.name.text ?? ''}`), state.name.text]
        .map((step) => step.replace(/\/$/, ''))
        .join(' > '),
    );
    expect(lines).toEqual([
      'Preparing',
      'Preparing > Both',
      'Preparing > Both/Payment > Unpaid',
      'Preparing > Both/Payment > Paid',
      'Preparing > Both/Stock > Unreserved',
      'Preparing > Both/Stock > Reserved',
      'Preparing > Prepared',
      'Papers',
      'Shipping',
      'Shipping > Line open',
      'Shipping > Line gone',
      'Recording',
      'Completed',
      'Cancelled',
      'Given up',
      'Failed',
    ]);
    expect(at(statesIn(draft)[9]?.state.name.path ?? [])).toBe('states/Shipping/forEach/states/Line open');
    expect(at(statesIn(draft)[2]?.state.name.path ?? [])).toBe(
      'states/Preparing/states/Both/parallel/Payment/states/Unpaid',
    );
  });

  test('has every list of branches, and what makes it be tried', () => {
    const lines = waysIn(draft).map(
      ({ at: role, event, moment, owner, branches }) =>
        `${owner?.state.name.text ?? ''} ${role} ${event ?? moment?.text ?? ''}: ${branches.map(({ target }) => target?.text ?? '-').join(', ')}`,
    );
    expect(lines).toEqual([
      ' start Order Placed: Preparing',
      ' on Order Cancelled: Cancelled',
      ' after 90d: Given up',
      'Preparing after 2d: Given up',
      'Preparing onDone : Shipping, Papers',
      'Both onDone : Prepared',
      'Unpaid on Payment Taken: Paid',
      'Unpaid after 1h: -',
      'Unpaid after 3h: Paid',
      'Unreserved on Stock Reserved: Reserved',
      'Papers after 3d: -, Given up',
      'Papers all Letter Sent: -',
      'Papers all Invoice Sent: -',
      'Papers onDone : Shipping',
      'Shipping always : Given up',
      'Shipping onDone : Recording',
      'Line open on Line Shipped: Line gone',
      'Line open on Line Added: -',
      'Line open after $item.days & "d": Line gone',
      'Recording catch : Given up',
      'Recording catch : Failed',
      'Recording next : Completed, Failed',
    ]);
  });

  test('has every expression, with what it may read', () => {
    const lines = expressionsIn(draft).map(
      ({ role, root, variables, offset, text: source, path }) =>
        `${role} ${root} [${variables.join(' ')}] ${offset} ${source} @ ${at(path)}`,
    );
    expect(lines).toEqual([
      'correlation event [] 0 detail.tenant @ correlation/0',
      'correlation event [] 0 detail.order @ correlation/1',
      'label event [context id] 0 detail.customer.name @ labels/customer',
      'label event [context id] 0 $context.reminders @ labels/reminders',
      'assign event [context id] 0 detail.lines @ start/on/Order Placed/assign/lines',
      'guard none [context id] 0 $context.vip @ states/Preparing/onDone/0/guard',
      'detail none [context id] 3 $id @ states/Preparing/states/Both/parallel/Payment/states/Unpaid/after/0/actions/detail/order',
      'detail none [context id] 3 $context.lines @ states/Preparing/states/Both/parallel/Payment/states/Unpaid/after/0/actions/detail/lines',
      'guard none [context id] 0 $context.vip @ states/Papers/after/3d/0/guard',
      'assign event [context id] 0 detail.number @ states/Papers/all/Letter Sent/assign/letter',
      'guard none [context id items] 0 $count($items) > 200 @ states/Shipping/always/0/guard',
      'guard none [context id result] 0 $result.StatusCode = 200 @ states/Recording/next/0/guard',
      'message none [context id] 3 "Order " & $id & " came" @ states/Preparing/entry/notify',
      'items none [context id] 0 $context.lines @ states/Shipping/forEach/items',
      'key item [context id item] 0 $item.sku @ states/Shipping/forEach/key',
      'match event [context id] 0 detail.sku @ states/Shipping/forEach/match',
      'delay none [context id item items] 0 $item.days & "d" @ states/Shipping/forEach/states/Line open/after/0/delay',
      'arguments none [context id] 3 $id @ states/Recording/arguments/Payload/id',
      'cause none [context id] 0 "After " & $context.reminders & " reminders" @ states/Given up/cause',
    ]);
  });
});
