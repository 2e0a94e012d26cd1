/** A code of the policy table as the SDL writes it: `identity-sensitive` and `careTeam` become `IDENTITY_SENSITIVE` and `CARE_TEAM`. */
export const schemaName = <Code extends string>(code: Code): SchemaName<Code> =>
  code
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase() as SchemaName<Code>;

export type SchemaName<Code extends string> = Uppercase<Snake<Code>>;

type Snake<Code extends string> = Code extends `${infer Head}${infer Tail}`
  ? Head extends '-'
    ? `_${Snake<Tail>}`
    : Head extends Lowercase<Head>
      ? `${Head}${Snake<Tail>}`
      : `_${Lowercase<Head>}${Snake<Tail>}`
  : '';
