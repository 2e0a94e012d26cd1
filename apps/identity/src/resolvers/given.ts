/** The members of an input that are given: null is not given. */
export type Given<Input> = {
  readonly [Name in keyof Input as null extends Input[Name] ? never : Name]: Input[Name];
} & { readonly [Name in keyof Input as null extends Input[Name] ? Name : never]?: NonNullable<Input[Name]> };

export const given = <Input extends object>(input: Input): Given<Input> =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null && value !== undefined)) as Given<Input>;
