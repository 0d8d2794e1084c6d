/**
 * Stands in for @aws-sdk/credential-provider-node in the bundles. Lambda gives credentials by the environment and in no
 * other way; the SDK's own chain (profiles, SSO, STS, web identity) would make up an eighth of every bundle.
 */
type Identity = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
};

export function defaultProvider(): () => Promise<Identity> {
  return () => Promise.resolve(fromEnvironment(process.env));
}

export function fromEnvironment(variables: Readonly<Record<string, string | undefined>>): Identity {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = variables;
  if (accessKeyId === undefined || secretAccessKey === undefined)
    throw new Error('The environment has no AWS_ACCESS_KEY_ID or no AWS_SECRET_ACCESS_KEY.');
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}
