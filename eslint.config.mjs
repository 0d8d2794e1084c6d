import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * Which room may import from which; the table in docs/architecture.md. A room may always import from itself.
 * `pure` rooms do no I/O, know neither AWS nor CDK, and take time, ids and randomness as arguments.
 */
const ROOMS = {
  patterns: { may: [], pure: true },
  expressions: { may: [], pure: true },
  definition: { may: ['patterns', 'expressions'], pure: true },
  semantics: { may: ['definition', 'expressions'], pure: true },
  compiler: { may: ['definition', 'semantics', 'patterns', 'expressions'], pure: true },
  projection: { may: ['definition', 'semantics', 'patterns', 'expressions'], pure: true },
  layout: { may: ['definition'], pure: true },
  constructs: { may: ['definition', 'compiler'] },
  local: { may: ['patterns', 'expressions'] },
  console: { may: ['definition', 'semantics', 'layout', 'projection'] },
  // What users test their choreographies with: the functions as deployed, on ports in memory.
  testing: {
    may: ['patterns', 'expressions', 'definition', 'semantics', 'compiler', 'projection', 'local'],
  },
  cli: {
    may: [
      'patterns',
      'expressions',
      'definition',
      'semantics',
      'compiler',
      'projection',
      'layout',
      'constructs',
      'local',
      'console',
    ],
  },
  // Deploys to other clouds, and compares what they show with ours.
  elsewhere: { may: ['definition', 'compiler', 'projection', 'local', 'cli'] },
};
const rooms = Object.keys(ROOMS);
const TOP = { lambdas: ['projection', 'definition'], bin: ['constructs', 'cli', 'definition', 'elsewhere'] };

const zones = [
  // The commands reach AWS by the same adapters as the functions.
  { target: './lib/cli', from: './lambdas', except: ['./adapters'] },
  ...rooms.map((room) => ({
    target: `./lib/${room}`,
    from: [
      ...(room === 'cli' || room === 'testing' ? [] : ['./lambdas']),
      './bin',
      './test',
      ...rooms
        .filter((other) => other !== room && !ROOMS[room].may.includes(other))
        .map((other) => `./lib/${other}`),
    ],
  })),
  ...Object.entries(TOP).map(([top, may]) => ({
    target: `./${top}`,
    from: ['./test', ...rooms.filter((room) => !may.includes(room)).map((room) => `./lib/${room}`)],
  })),
];

const impure = [
  { group: ['node:*', '!node:crypto'], message: 'This room is pure: no I/O.' },
  {
    group: ['@aws-sdk/*', 'aws-cdk-lib', 'aws-cdk-lib/*', 'constructs', '@smithy/*'],
    message: 'This room knows neither AWS nor CDK.',
  },
];

export default tseslint.config(
  { ignores: ['cdk.out', 'dist', '.cache', 'coverage', 'node_modules'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.mjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [
        importX.createNodeResolver({ extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'] }),
      ],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'type'],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/unbound-method': 'off',
      eqeqeq: ['error', 'always'],
    },
  },
  ...rooms
    .filter((room) => ROOMS[room].pure)
    .map((room) => ({
      files: [`lib/${room}/**/*.ts`],
      rules: {
        'no-restricted-imports': ['error', { patterns: impure }],
        'no-restricted-properties': [
          'error',
          { object: 'Date', property: 'now', message: 'Time is passed in.' },
          { object: 'Math', property: 'random', message: 'Randomness is passed in.' },
        ],
      },
    })),
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/require-await': 'off' },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
