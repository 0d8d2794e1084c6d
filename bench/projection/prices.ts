/**
 * List prices of us-east-1 in US dollars, without free tiers, as AWS's price pages had them in November 2026:
 * aws.amazon.com/{step-functions,dynamodb/pricing/on-demand,sqs,lambda,eventbridge,cloudwatch}/pricing.
 */
const MILLION = 1_000_000;

export const PRICES = {
  /** Standard workflows: $0.025 for a thousand. */
  transition: 0.025 / 1000,
  /** DynamoDB on demand. */
  writeUnit: 0.625 / MILLION,
  readUnit: 0.125 / MILLION,
  /** Standard queues; sends, receives, deletes, each of up to 64 KB. */
  sqsRequest: 0.4 / MILLION,
  invocation: 0.2 / MILLION,
  /** Lambda on arm64. */
  gigabyteSecond: 0.0000133334,
  /** EventBridge, custom events; AWS's own events, rules and their targets in the account cost nothing. */
  customEvent: 1 / MILLION,
  /** DynamoDB storage and point-in-time recovery. */
  storedGigabyteMonth: 0.25,
  recoverableGigabyteMonth: 0.2,
} as const;

/**
 * What cannot be measured here, so it is assumed, alike on both sides. The functions' time is what their calls take and a
 * little more, for they do nothing else but wait; tokens are longer on AWS than in the local cloud.
 */
export const ASSUMED = {
  functionMegabytes: 512,
  functionBaseMs: 2,
  callMs: { dynamodb: 5, states: 15, sqs: 8, events: 12, sns: 12, lambda: 15 },
  /** Characters; Step Functions allows 2,048, tokens that were published between 2023 and 2025 have 664 to 668. */
  tokenLength: 668,
} as const;
