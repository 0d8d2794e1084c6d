import { homedir } from 'node:os';
import type { Place } from '../service.ts';

/** The variables that Lambda gives every function, and the way to this cloud. */
export function runtimeEnvironment(
  of: { name: string; handler: string; directory: string; memory: number; accessKeyId: string },
  place: Place,
): { readonly [name: string]: string } {
  return {
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_ENDPOINT_URL: place.endpoint,
    AWS_ACCESS_KEY_ID: of.accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: of.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(of.memory),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${of.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    // Never somebody's own settings and credentials.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: homedir(),
    LAMBDA_TASK_ROOT: of.directory,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    _HANDLER: of.handler,
  };
}
