import type { FetchNode } from './query-plan.ts';

/** Writes request bodies around the parts that are the same in every request. */
export interface BodyTemplate {
  /** Equal for fetches that ask the same, whatever number the planner gave them. */
  readonly text: string;
  /** `more` is JSON text of further variables, without the comma. */
  write(variables: Readonly<Record<string, unknown>>, more: string): string;
}

/**
 * The planner numbers the operations of a plan (`Chart__pharmacy__3`). The number is dropped: it would make equal
 * fetches differ, and subgraphs that keep parsed operations by text would keep the same one many times.
 */
export function compileBody(node: FetchNode): BodyTemplate {
  const name = node.operationName?.replace(/__\d+$/, '');
  const operation =
    node.operationName === undefined || name === undefined ? node.operation : node.operation.replace(node.operationName, name);
  const prefix = `{"query":${JSON.stringify(operation)}${name === undefined ? '' : `,"operationName":${JSON.stringify(name)}`},"variables":{`;
  const usages = (node.variableUsages ?? []).map((usage) => ({ usage, prefix: `${JSON.stringify(usage)}:` }));
  return {
    text: `${node.serviceName}\n${operation}`,
    write: (variables, more) => {
      let text = more;
      for (const { usage, prefix: member } of usages) {
        const value = Object.hasOwn(variables, usage) ? JSON.stringify(variables[usage]) : undefined;
        if (value !== undefined) text += text === '' ? member + value : `,${member}${value}`;
      }
      return `${prefix}${text}}}`;
    },
  };
}
