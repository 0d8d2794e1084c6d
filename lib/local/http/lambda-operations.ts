/** Lambda's REST API: what each method on each path is, as far as it is here or is tried by those who know AWS. */
export type RestOperation = {
  readonly name: string;
  readonly method: string;
  /** Words between braces take one step of the path each, and are members of the input. */
  readonly path: string;
};

const [GET, POST, PUT, DELETE] = ['GET', 'POST', 'PUT', 'DELETE'];
const FUNCTIONS = '/2015-03-31/functions';
const NAMED = `${FUNCTIONS}/{FunctionName}`;
const MAPPINGS = '/2015-03-31/event-source-mappings';
const INVOKE_CONFIG = '/2019-09-25/functions/{FunctionName}/event-invoke-config';
const LAYERS = '/2018-10-31/layers';

export const LAMBDA_OPERATIONS: readonly RestOperation[] = [
  { name: 'ListFunctions', method: GET, path: FUNCTIONS },
  { name: 'GetFunction', method: GET, path: NAMED },
  { name: 'GetFunctionConfiguration', method: GET, path: `${NAMED}/configuration` },
  { name: 'ListVersionsByFunction', method: GET, path: `${NAMED}/versions` },
  { name: 'ListAliases', method: GET, path: `${NAMED}/aliases` },
  { name: 'GetAlias', method: GET, path: `${NAMED}/aliases/{Name}` },
  { name: 'GetPolicy', method: GET, path: `${NAMED}/policy` },
  { name: 'ListEventSourceMappings', method: GET, path: MAPPINGS },
  { name: 'GetEventSourceMapping', method: GET, path: `${MAPPINGS}/{UUID}` },
  { name: 'GetFunctionEventInvokeConfig', method: GET, path: INVOKE_CONFIG },
  { name: 'ListFunctionEventInvokeConfigs', method: GET, path: `${INVOKE_CONFIG}/list` },
  {
    name: 'GetFunctionConcurrency',
    method: GET,
    path: '/2019-09-30/functions/{FunctionName}/concurrency',
  },
  { name: 'ListTags', method: GET, path: '/2017-03-31/tags/{Resource}' },
  { name: 'GetAccountSettings', method: GET, path: '/2016-08-19/account-settings' },
  { name: 'ListLayers', method: GET, path: LAYERS },
  { name: 'ListFunctionUrlConfigs', method: GET, path: '/2021-10-31/functions/{FunctionName}/urls' },
  { name: 'GetFunctionUrlConfig', method: GET, path: '/2021-10-31/functions/{FunctionName}/url' },
  { name: 'CreateFunction', method: POST, path: FUNCTIONS },
  { name: 'DeleteFunction', method: DELETE, path: NAMED },
  { name: 'UpdateFunctionCode', method: PUT, path: `${NAMED}/code` },
  { name: 'UpdateFunctionConfiguration', method: PUT, path: `${NAMED}/configuration` },
  { name: 'PublishVersion', method: POST, path: `${NAMED}/versions` },
  { name: 'CreateAlias', method: POST, path: `${NAMED}/aliases` },
  { name: 'UpdateAlias', method: PUT, path: `${NAMED}/aliases/{Name}` },
  { name: 'DeleteAlias', method: DELETE, path: `${NAMED}/aliases/{Name}` },
  { name: 'AddPermission', method: POST, path: `${NAMED}/policy` },
  { name: 'RemovePermission', method: DELETE, path: `${NAMED}/policy/{StatementId}` },
  { name: 'CreateEventSourceMapping', method: POST, path: MAPPINGS },
  { name: 'UpdateEventSourceMapping', method: PUT, path: `${MAPPINGS}/{UUID}` },
  { name: 'DeleteEventSourceMapping', method: DELETE, path: `${MAPPINGS}/{UUID}` },
  { name: 'PutFunctionEventInvokeConfig', method: PUT, path: INVOKE_CONFIG },
  { name: 'UpdateFunctionEventInvokeConfig', method: POST, path: INVOKE_CONFIG },
  { name: 'DeleteFunctionEventInvokeConfig', method: DELETE, path: INVOKE_CONFIG },
  { name: 'PutFunctionConcurrency', method: PUT, path: '/2017-10-31/functions/{FunctionName}/concurrency' },
  {
    name: 'DeleteFunctionConcurrency',
    method: DELETE,
    path: '/2017-10-31/functions/{FunctionName}/concurrency',
  },
  { name: 'TagResource', method: POST, path: '/2017-03-31/tags/{Resource}' },
  { name: 'UntagResource', method: DELETE, path: '/2017-03-31/tags/{Resource}' },
  { name: 'CreateFunctionUrlConfig', method: POST, path: '/2021-10-31/functions/{FunctionName}/url' },
  { name: 'InvokeAsync', method: POST, path: '/2014-11-13/functions/{FunctionName}/invoke-async' },
  {
    name: 'InvokeWithResponseStream',
    method: POST,
    path: '/2021-11-15/functions/{FunctionName}/response-streaming-invocations',
  },
  { name: 'PublishLayerVersion', method: POST, path: `${LAYERS}/{LayerName}/versions` },
];
