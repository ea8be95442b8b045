// Holds Kubernetes objects, a JSON array on standard input, to the schemas of their kinds: unknown fields are errors.
//   node validate.js TOOLS_FOLDER
const fs = require('fs');
const [tools] = process.argv.slice(2);
const Ajv = require(tools + '/node_modules/ajv');
const kinds = JSON.parse(fs.readFileSync(tools + '/kinds.json')).definitions.Kinds.properties;
// A type without fields stands for one that takes any. TypeScript has no integers, and Kubernetes has no other numbers beside quantities.
function adapt(schema) {
  if (schema === null || typeof schema !== 'object') return;
  if (schema.additionalProperties === false && !schema.properties) delete schema.additionalProperties;
  if (schema.type === 'number') schema.type = 'integer';
  Object.values(schema).forEach(adapt);
}
adapt(kinds);
const ajv = new Ajv({ allErrors: true, strict: false });
const validators = {};
let failed = false;
for (const object of JSON.parse(fs.readFileSync(0))) {
  if (!kinds[object.kind]) throw new Error(`no schema for the kind ${object.kind}; see kinds.ts`);
  const validate = (validators[object.kind] ??= ajv.compile(kinds[object.kind]));
  if (validate(object)) continue;
  failed = true;
  for (const e of validate.errors) console.error(`${object.kind} ${object.metadata.name}${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`);
}
process.exit(failed ? 1 : 0);
