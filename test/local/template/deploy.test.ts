import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../lib/local/json.ts';
import {
  deployStack,
  type ResourceHandler,
  type ResourceRequest,
} from '../../../lib/local/template/deploy.ts';

const PLACE = { region: 'eu-central-1', account: '000000000000', endpoint: 'http://localhost:4566' };

/** Deploys a template of things, which have a Ref and an Arn; tells what was made, in order. */
async function deploy(template: JsonObject) {
  const made: ResourceRequest[] = [];
  const thing: ResourceHandler = async (request) => {
    made.push(request);
    return { ref: `ref-${request.id}`, attributes: { Arn: `arn-${request.id}`, 'A.B': 'nested' } };
  };
  const stack = {
    name: 'shop',
    template,
    region: undefined,
    account: undefined,
    assetPath: () => undefined,
  };
  const outputs = await deployStack(stack, PLACE, { Thing: thing });
  return { outputs, made: made.map(({ id, properties }) => ({ id, properties })) };
}

describe('a template', () => {
  test('has its resources made in the order of their references', async () => {
    const { made } = await deploy({
      Resources: {
        A: { Type: 'Thing', Properties: { b: { 'Fn::GetAtt': ['B', 'Arn'] } } },
        B: { Type: 'Thing', Properties: { text: { 'Fn::Sub': 'on ${C}, by ${D.Arn}' } } },
        C: { Type: 'Thing', DependsOn: ['D'] },
        D: { Type: 'Thing' },
      },
    });
    expect(made).toEqual([
      { id: 'D', properties: {} },
      { id: 'C', properties: {} },
      { id: 'B', properties: { text: 'on ref-C, by arn-D' } },
      { id: 'A', properties: { b: 'arn-B' } },
    ]);
  });

  test('has its intrinsic functions carried out', async () => {
    const { made, outputs } = await deploy({
      Parameters: { Version: { Type: 'String', Default: '21' } },
      Mappings: { Sizes: { 'eu-central-1': { small: 3 } } },
      Conditions: {
        Old: { 'Fn::Equals': [{ Ref: 'Version' }, '21'] },
        New: { 'Fn::Not': [{ Condition: 'Old' }] },
      },
      Rules: { CheckBootstrapVersion: { Assertions: [] } },
      Resources: {
        A: {
          Type: 'Thing',
          Properties: {
            join: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':', { Ref: 'AWS::AccountId' }]] },
            select: { 'Fn::Select': [1, { 'Fn::Split': ['/', 'a/b/c'] }] },
            map: { 'Fn::FindInMap': ['Sizes', { Ref: 'AWS::Region' }, 'small'] },
            sub: { 'Fn::Sub': ['${x}-${AWS::StackName}-${!kept}', { x: { Ref: 'Version' } }] },
            chosen: { 'Fn::If': ['Old', 'old', 'new'] },
            none: { Ref: 'AWS::NoValue' },
            list: [{ 'Fn::If': ['New', 1, { Ref: 'AWS::NoValue' }] }, 2],
          },
        },
        Never: { Type: 'Thing', Condition: 'New' },
      },
      Outputs: { Name: { Value: { Ref: 'A' } }, Unborn: { Condition: 'New', Value: 'x' } },
    });
    expect(made).toEqual([
      {
        id: 'A',
        properties: {
          join: 'arn:aws:000000000000',
          select: 'b',
          map: 3,
          sub: '21-shop-${kept}',
          chosen: 'old',
          list: [2],
        },
      },
    ]);
    expect(outputs).toEqual({ Name: 'ref-A' });
  });

  test('with resources of unknown types is refused, all of them named', async () => {
    const template = {
      Resources: {
        Box: { Type: 'AWS::EC2::Instance' },
        Net: { Type: 'AWS::EC2::VPC' },
        A: { Type: 'Thing' },
      },
    };
    await expect(deploy(template)).rejects.toMatchObject({
      name: 'TemplateProblem',
      message:
        'The local cloud has no such resources as these of the stack shop:\n' +
        '  Box (AWS::EC2::Instance)\n  Net (AWS::EC2::VPC)',
    });
  });

  test('that cannot be resolved is refused, with the resource named', async () => {
    const of = (value: JsonObject) => deploy({ Resources: { A: { Type: 'Thing', Properties: { value } } } });
    await expect(of({ Ref: 'Nobody' })).rejects.toThrow(
      'shop, A (Thing): Ref to "Nobody", which is not there.',
    );
    await expect(of({ 'Fn::ImportValue': 'x' })).rejects.toThrow(
      'shop, A (Thing): The intrinsic function Fn::ImportValue is not supported by the local cloud.',
    );
  });

  test('whose resources depend on each other is refused', async () => {
    const template = {
      Resources: {
        A: { Type: 'Thing', Properties: { b: { Ref: 'B' } } },
        B: { Type: 'Thing', DependsOn: 'A' },
      },
    };
    await expect(deploy(template)).rejects.toThrow('Resources depend on each other: A → B → A.');
  });
});
