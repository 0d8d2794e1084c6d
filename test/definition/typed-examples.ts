import { defineChoreography } from '../../lib/definition/define.ts';
import type { Choreography } from '../../lib/definition/model.ts';

/** The examples of `statemachines/`, written in TypeScript. */
export const TYPED_EXAMPLES: Readonly<Record<string, () => Choreography>> = {
  'car-journey': () =>
    defineChoreography({
      id: 'car-journey',
      title: 'Second-hand car journey',
      description:
        'A car is announced, inspected and prepared; then it is offered until it is sold, delivered and invoiced.',
      correlation: 'detail.id',
      events: {
        'Car Announced': { source: 'car' },
        'Inspection Completed': { source: 'car' },
        'Car Cleaned': { source: 'car' },
        'Car Repaired': { source: 'car' },
        'Car Priced': { source: 'car' },
        'Car Published': { source: 'car' },
        'Car Unpublished': { source: 'car' },
        'Car Reserved': { source: 'car' },
        'Car Unreserved': { source: 'car' },
        'Car Sold': { source: 'car' },
        'Car Delivered': { source: 'car' },
        'Invoice Sent': { source: 'car' },
      },
      start: { on: { 'Car Announced': 'Announced' } },
      states: {
        Announced: {
          on: {
            'Inspection Completed': [
              { guard: 'detail.result = "Success"', target: 'In preparation' },
              { guard: 'detail.result = "Rejected"', target: 'Rejected' },
            ],
          },
          after: { '5d': 'Inspection missed' },
        },
        'In preparation': {
          all: ['Car Cleaned', 'Car Repaired', 'Car Priced'],
          due: '2d',
          onDone: 'Ready for sale',
        },
        'Ready for sale': { on: { 'Car Published': 'On sale' } },
        'On sale': { on: { 'Car Unpublished': 'Ready for sale', 'Car Reserved': 'Reserved' } },
        Reserved: { on: { 'Car Unreserved': 'On sale', 'Car Sold': 'Sold' } },
        Sold: { all: ['Car Delivered', 'Invoice Sent'], onDone: { target: 'Completed' } },
        Completed: { final: 'succeeded' },
        Rejected: { final: 'succeeded' },
        'Inspection missed': { final: 'failed', error: 'InspectionMissed' },
      },
    }),

  'marketplace-order': () =>
    defineChoreography({
      id: 'marketplace-order',
      title: 'Marketplace order',
      description:
        'A customer orders, the marketplace confirms, a partner accepts or rejects, and the order is delivered or cancelled.',
      correlation: 'detail.id',
      events: {
        'Order Placed': { source: 'order' },
        'Order Confirmed': { source: 'order' },
        'Order Accepted': { source: 'order' },
        'Order Rejected': { source: 'order' },
        'Order Delivered': { source: 'order' },
        'Order Cancelled': { source: 'order' },
      },
      start: { on: { 'Order Placed': 'Placed' } },
      states: {
        Placed: { on: { 'Order Confirmed': 'Confirmed' } },
        Confirmed: {
          on: { 'Order Accepted': 'Waiting for delivery', 'Order Rejected': 'Rejected' },
          due: '1d',
        },
        'Waiting for delivery': {
          on: { 'Order Delivered': 'Delivered', 'Order Cancelled': 'Cancelled' },
          due: '5d',
        },
        Delivered: { final: 'succeeded' },
        Rejected: { final: 'succeeded' },
        Cancelled: { final: 'succeeded' },
      },
    }),

  'order-fulfilment': () => {
    const parcel = { source: 'carrier', correlation: 'detail.parcel.reference' };
    return defineChoreography({
      id: 'order-fulfilment',
      title: 'Order fulfilment',
      description:
        'From the order to the parcel at the door. Until it is dispatched the customer may cancel.',
      correlation: 'detail.orderId',
      identity: 'detail.messageId',
      events: {
        'Order Placed': { source: 'shop.orders' },
        'Order Cancelled': { source: 'shop.orders' },
        'Payment Accepted': { source: 'shop.payments' },
        'Payment Rejected': { source: 'shop.payments' },
        'Inventory Reserved': { source: 'shop.inventory' },
        'Inventory Missing': { source: 'shop.inventory' },
        'Order Packed': { source: 'shop.warehouse' },
        'Order Dispatched': { ...parcel, detailType: 'parcel.collected' },
        'Order Delivered': { ...parcel, detailType: 'parcel.delivered' },
        'Parcel Scanned': { ...parcel, detailType: 'parcel.scanned' },
      },
      ignore: ['Parcel Scanned'],
      start: { on: { 'Order Placed': 'Waiting for payment' } },
      states: {
        'Waiting for payment': {
          on: {
            'Payment Accepted': 'Waiting for inventory',
            'Payment Rejected': 'Payment refused',
            'Order Cancelled': 'Cancelled',
          },
          due: '30s',
          after: [{ delay: '3d', target: 'Never paid' }],
        },
        'Waiting for inventory': {
          on: {
            'Inventory Reserved': 'Packaging',
            'Inventory Missing': [{ guard: 'detail.backordered = true' }, 'Out of stock'],
            'Order Cancelled': 'Cancelled',
          },
          after: { '14d': { target: 'Out of stock' } },
        },
        Packaging: {
          on: { 'Order Packed': 'Ready for dispatch', 'Order Cancelled': 'Cancelled' },
          due: '1d',
        },
        'Ready for dispatch': {
          on: { 'Order Dispatched': 'On its way', 'Order Cancelled': 'Cancelled' },
          due: '1d',
        },
        'On its way': { on: { 'Order Delivered': 'Delivered' }, due: '5d' },
        Delivered: { final: 'succeeded' },
        Cancelled: { final: 'succeeded' },
        'Payment refused': { final: 'succeeded' },
        'Never paid': { final: 'failed', cause: 'No payment came within three days.' },
        'Out of stock': { final: 'failed' },
      },
    });
  },
};
