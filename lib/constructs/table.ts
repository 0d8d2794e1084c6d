import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { GlobalSecondaryIndexPropsV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { TABLE } from '../definition/wire.ts';
import { PROJECTED } from './projected.ts';

export type InstanceTableProps = {
  /**
   * What becomes of the table when the stack is deleted.
   *
   * @default RemovalPolicy.RETAIN: it is the only memory of what happened
   */
  readonly removalPolicy?: RemovalPolicy;
};

/** The one table: what is known of every instance, its events and its waits. */
export class InstanceTable extends Construct {
  readonly table: TableV2;
  readonly streamArn: string;

  constructor(scope: Construct, id: string, props: InstanceTableProps = {}) {
    super(scope, id);
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: TABLE.partitionKey, type: AttributeType.STRING },
      sortKey: { name: TABLE.sortKey, type: AttributeType.STRING },
      billing: Billing.onDemand(),
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: TABLE.ttl,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN,
      globalSecondaryIndexes: [index('listings'), index('waits'), index('timers')],
    });
    const { tableStreamArn } = this.table;
    if (tableStreamArn === undefined) throw new Error('The table has no stream.');
    this.streamArn = tableStreamArn;
  }
}

/** Sparse: only rows that have both keys are in it. */
function index(name: keyof typeof TABLE.indexes): GlobalSecondaryIndexPropsV2 {
  const { name: indexName, partitionKey, sortKey } = TABLE.indexes[name];
  return {
    indexName,
    partitionKey: { name: partitionKey, type: AttributeType.STRING },
    sortKey: { name: sortKey, type: AttributeType.STRING },
    projectionType: ProjectionType.INCLUDE,
    nonKeyAttributes: [...PROJECTED[name]],
  };
}
