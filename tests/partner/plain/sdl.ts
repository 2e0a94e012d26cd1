import type { Fault } from './faults.ts';

/** What the partner adds to the graph: sessions of physiotherapy. */
export const ownSdl = `
extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@policy", "@requiresScopes"])

type Query {
  """One session of physiotherapy by id; null when there is none."""
  rehabSession(id: ID!): RehabSession @policy(policies: [["public"]]) @requiresScopes(scopes: [["patient/Procedure.r"], ["user/Procedure.r"]])
  """How many sessions took place in the province."""
  rehabSessionTotal: Int @policy(policies: [["population"]]) @requiresScopes(scopes: [["user/MeasureReport.r"]])
}

"""A session of physiotherapy (Buổi tập phục hồi chức năng)."""
type RehabSession @key(fields: "id") {
  """Opaque and stable; never a national number."""
  id: ID! @policy(policies: [["public"]]) @requiresScopes(scopes: [["patient/Procedure.r"], ["user/Procedure.r"]])
  """Who was treated."""
  subject: Patient @policy(policies: [["admin"]]) @requiresScopes(scopes: [["patient/Procedure.r"], ["user/Procedure.r"]])
  """Where it stands."""
  status: String @policy(policies: [["admin"]]) @requiresScopes(scopes: [["patient/Procedure.r"], ["user/Procedure.r"]])
  """What was practised."""
  focus: String @policy(policies: [["clinical"]]) @requiresScopes(scopes: [["patient/Procedure.r"], ["user/Procedure.r"]])
  """What it cost, in dong (Chi phí)."""
  costVnd: Int @policy(policies: [["billing"]]) @requiresScopes(scopes: [["patient/Claim.r"], ["user/Claim.r"]])
}

type Patient @key(fields: "id") {
  """Opaque and stable; never a national number."""
  id: ID! @policy(policies: [["public"]]) @requiresScopes(scopes: [["patient/Patient.r"], ["user/Patient.r"], ["system/Patient.r"]])
  """How many sessions of physiotherapy the patient had."""
  rehabSessionCount: Int @policy(policies: [["clinical"]]) @requiresScopes(scopes: [["patient/Procedure.r"], ["user/Procedure.r"]])
}
`;

/** What every subgraph serves beside its own SDL. */
export const federationSdl = `
scalar _Any
type _Service { sdl: String! }
union _Entity = RehabSession | Patient
extend type Query { _service: _Service! _entities(representations: [_Any!]!): [_Entity]! }
`;

const labels = '@policy(policies: [["public"]]) @requiresScopes(scopes: [["user/Procedure.r"]])';
const inSession = (line: string) => ownSdl.replace('  """Where it stands."""', `  ${line}\n  """Where it stands."""`);

/** The SDL of a team that made this mistake. */
export function sdlWith(fault: Fault | undefined): string {
  switch (fault) {
    case 'a field without a class':
      return inSession('"""A remark."""\n  remark: String @requiresScopes(scopes: [["user/Procedure.r"]])');
    case 'a field without a description':
      return inSession(`room: String ${labels}`);
    case 'another SDL than declared':
      return inSession(`"""In which room."""\n  room: String ${labels}`);
    case 'a national number as a key':
      return inSession(`"""Personal number."""\n  nationalId: String ${labels}`).replace(
        '@key(fields: "id")',
        '@key(fields: "id") @key(fields: "nationalId")',
      );
    case 'a type that the graph has otherwise':
      return `${ownSdl}\n"""A code."""\ntype Coding ${labels} {\n  """The code."""\n  code: Int\n}\n`;
    default:
      return ownSdl;
  }
}
