import type { Choreography } from '../../lib/definition/model.ts';
import { DONE } from '../../lib/definition/route.ts';
import type { Stage } from './stage.ts';
import type { Happening, Story } from './story.ts';
import { tell } from './story.ts';

const S = 1_000;
const MIN = 60 * S;
const H = 60 * MIN;
const D = 24 * H;

const order = (total: number) => ({
  orderId: 'shop',
  customer: 'customer-11',
  items: [{ sku: 'mug-green', quantity: 2 }],
  total,
});

/** A shop's day: orders and cars in every state that the console has a sign for. */
export async function seeded(
  stage: Stage,
  choreographies: readonly Choreography[],
  now: number,
): Promise<void> {
  const by = (id: string): Choreography => {
    const found = choreographies.find((each) => each.id === id);
    if (found === undefined) throw new Error(`There is no choreography ${id}.`);
    return found;
  };
  await stage.add(
    ...orders(by('order-fulfilment'), now),
    ...market(by('marketplace-order'), now),
    ...cars(by('car-journey'), now),
  );
}

function orders(shop: Choreography, now: number): Story[] {
  const place = (at = 0): Happening => ({
    at,
    take: 'Order Placed',
    to: 'Waiting for payment',
    detail: order(23.8),
  });
  const pay = (at: number): Happening => ({ at, take: 'Payment Accepted', to: 'Waiting for inventory' });
  const reserve = (at: number): Happening => ({ at, take: 'Inventory Reserved', to: 'Packaging' });
  const pack = (at: number): Happening => ({ at, take: 'Order Packed', to: 'Ready for dispatch' });
  const send = (at: number): Happening => ({ at, take: 'Order Dispatched', to: 'On its way' });
  const bring = (at: number): Happening => ({ at, take: 'Order Delivered', to: 'Delivered' });
  const whole = [place(), pay(20 * S), reserve(4 * MIN), pack(3 * H), send(5 * H), bring(29 * H)];
  const many = Array.from({ length: 14 }, (_, index) =>
    tell(shop, `shop-29${String(index + 10)}`, now - 2 * D - index * 47 * MIN, whole),
  );
  return [
    ...many,
    tell(shop, 'shop-3001', now - 2 * H, [place(), pay(9 * S), reserve(2 * MIN), pack(60 * MIN)]),
    tell(shop, 'shop-3002', now - 40 * MIN, [
      place(),
      { at: 8 * S, take: 'Payment Rejected', to: 'Payment refused' },
    ]),
    tell(shop, 'shop-3003', now - 12 * MIN, [place()]),
    tell(
      shop,
      'shop-3004',
      now - 6 * H,
      [{ ...pay(6 * S), came: -3 * S }, ...[place(0)]].reverse().concat([
        {
          at: 8 * S,
          drop: 'Inventory Missing',
          reason: 'A branch without a target drops "Inventory Missing" in "Waiting for inventory".',
        },
        reserve(40 * MIN),
        {
          at: 50 * MIN,
          hold: 'Order Dispatched',
          detail: { parcel: { reference: 'shop-3004', weight: 900 } },
        },
      ]),
    ),
    tell(shop, 'shop-3006', now - 3 * H, [
      place(),
      pay(7 * S),
      { at: 20 * S, take: 'Inventory Missing', to: 'Out of stock' },
    ]),
    tell(shop, 'shop-3008', now - 25 * H, [
      place(),
      pay(4 * S),
      { at: 60 * S, take: 'Order Cancelled', to: 'Cancelled' },
    ]),
    tell(shop, 'shop-3011', now - 5 * H, [
      place(),
      pay(4 * S),
      reserve(60 * S),
      pack(2 * H),
      send(3 * H),
      { at: 3 * H + 20 * MIN, unexpected: 'Order Cancelled' },
    ]),
    tell(shop, 'shop-3012', now - 30 * H, [place(), pay(4 * S), reserve(60 * S)]),
    tell(shop, 'shop-3013', now - 23.5 * H, [place(), pay(4 * S), reserve(60 * S)]),
    tell(shop, 'shop-3014', now - 4 * D, [...whole.slice(0, 5)]),
    tell(shop, 'shop-3015', now - 3 * MIN, [place(), pay(10 * S)]),
    tell(shop, 'shop-3016', now - 10 * S, [place()]),
    tell(shop, 'shop/3017 with spaces & <b>signs</b> #1', now - 20 * MIN, [place(), pay(10 * S)]),
    tell(shop, `urn:shop:orders:eu-central-1:${'0123456789'.repeat(26)}:tail-42`, now - 22 * MIN, [
      place(),
      pay(10 * S),
    ]),
    tell(shop, 'shop-3018', now - 2 * D, [
      ...[place(), pay(4 * S), { at: 60 * S, take: 'Order Cancelled', to: 'Cancelled' } as const],
      {
        at: 70 * S,
        late: 'Inventory Reserved',
        reason: 'The instance had ended in "Cancelled" when "Inventory Reserved" came.',
      },
    ]),
  ];
}

function market(choreography: Choreography, now: number): Story[] {
  const begin: Happening[] = [
    { at: 0, take: 'Order Placed', to: 'Placed' },
    { at: 5 * S, take: 'Order Confirmed', to: 'Confirmed' },
  ];
  const accept: Happening = { at: 3 * H, take: 'Order Accepted', to: 'Waiting for delivery' };
  return [
    tell(choreography, 'order-2001', now - 3 * D, [
      ...begin,
      accept,
      { at: 2 * D, take: 'Order Delivered', to: 'Delivered' },
    ]),
    tell(choreography, 'order-2002', now - 5 * H, [
      ...begin,
      { at: 50 * MIN, take: 'Order Rejected', to: 'Rejected' },
    ]),
    tell(choreography, 'order-2005', now - 6 * H, [
      ...begin,
      accept,
      { at: 4 * H, unexpected: 'Order Rejected' },
    ]),
    tell(choreography, 'order-2006', now - 9 * H, [...begin, accept]),
    tell(choreography, 'order-2007', now - 26 * H, begin),
  ];
}

function cars(choreography: Choreography, now: number): Story[] {
  const done = (at: number, take: string): Happening => ({ at, take, to: DONE });
  const begin: Happening[] = [
    { at: 0, take: 'Car Announced', to: 'Announced' },
    {
      at: 3 * H,
      take: 'Inspection Completed',
      to: 'In preparation',
      detail: { id: 'car', result: 'Success' },
    },
  ];
  const prepared = [
    ...begin,
    done(5 * H, 'Car Cleaned'),
    done(9 * H, 'Car Repaired'),
    done(20 * H, 'Car Priced'),
  ];
  const sale: Happening[] = [
    { at: 22 * H, take: 'Car Published', to: 'On sale' },
    { at: 30 * H, take: 'Car Unpublished', to: 'Ready for sale' },
    { at: 31 * H, take: 'Car Published', to: 'On sale' },
    { at: 50 * H, take: 'Car Reserved', to: 'Reserved' },
  ];
  const sold: Happening[] = [
    { at: 60 * H, take: 'Car Sold', to: 'Sold' },
    done(70 * H, 'Invoice Sent'),
    done(80 * H, 'Car Delivered'),
  ];
  return [
    tell(choreography, 'car-1001', now - 6 * D, [...prepared, ...sale, ...sold]),
    tell(choreography, 'car-1002', now - 52 * H, [...prepared, ...sale]),
    tell(choreography, 'car-1003', now - 8 * D, [
      begin[0] ?? { at: 0, take: 'Car Announced', to: 'Announced' },
      {
        at: 6 * H,
        take: 'Inspection Completed',
        to: 'Rejected',
        detail: { id: 'car-1003', result: 'Rejected' },
      },
    ]),
    tell(choreography, 'car-1004', now - 30 * H, [
      ...begin,
      done(5 * H, 'Car Cleaned'),
      done(9 * H, 'Car Priced'),
    ]),
    tell(choreography, 'car-1005', now - 3 * D, [
      ...begin,
      done(5 * H, 'Car Cleaned'),
      { at: 6 * H, unexpected: 'Inspection Completed' },
    ]),
    tell(choreography, 'car-1006', now - 9 * D, [
      { at: 0, take: 'Car Announced', to: 'Announced' },
      { at: 5 * D, deadline: 'Inspection missed' },
    ]),
    tell(choreography, 'car-1007', now - 20 * H, [
      ...begin,
      done(4 * H, 'Car Repaired'),
      { at: 15 * H, hold: 'Car Published' },
    ]),
  ];
}
