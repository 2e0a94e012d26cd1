import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const field = `  """In which room (Phòng)."""
  room: String @policy(policies: [["admin"]]) @requiresScopes(scopes: [["patient/Procedure.r"], ["user/Procedure.r"], ["system/Procedure.r"]])
`;

/** What the README of a partner's project says under "Add a field": the SDL, the record, the data. */
export async function editOneField(project: string): Promise<void> {
  await edit(join(project, 'schema.graphql'), (sdl) => sdl.replace('  """What it costs', `${field}  """What it costs`));
  await edit(join(project, 'src/store/session.ts'), (code) =>
    code.replace('  readonly focus: string;\n', (line) => `${line}  readonly room?: string;\n`),
  );
  await edit(join(project, 'seed/sessions.json'), (json) => {
    const sessions = JSON.parse(json) as readonly object[];
    return `${JSON.stringify(
      sessions.map((session) => ({ ...session, room: 'P.204' })),
      null,
      2,
    )}\n`;
  });
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  const before = await readFile(file, 'utf8');
  const after = change(before);
  if (after === before) throw new Error(`There is nothing to edit in ${file}.`);
  await writeFile(file, after);
}
