// Holds an OpenAPI document to the recommended rules of Redocly's linter and to those of Spectral (spectral:oas): the
// same engines as in their command lines, without what these bring along for other things.
//
// usage: node lint.mjs DOCUMENT       prints each finding; status 1 when there is one
import { readFile } from "node:fs/promises";
import { createConfig, lint } from "@redocly/openapi-core";
import spectralCore from "@stoplight/spectral-core";
import spectralParsers from "@stoplight/spectral-parsers";
import spectralRulesets from "@stoplight/spectral-rulesets";

const { Document, Spectral } = spectralCore;
const { Json } = spectralParsers;
const { oas } = spectralRulesets;
const [file] = process.argv.slice(2);

async function byRedocly() {
  const found = await lint({ ref: file, config: await createConfig({ extends: ["recommended"] }) });
  return found.map(one => `redocly: ${one.location[0]?.pointer ?? ""}: ${one.message} (${one.ruleId}, ${one.severity})`);
}

async function bySpectral() {
  const spectral = new Spectral();
  spectral.setRuleset({ extends: [[oas, "recommended"]] });
  const found = await spectral.run(new Document(await readFile(file, "utf8"), Json, file));
  return found.map(one => `spectral: ${one.path.join("/")}: ${one.message} (${one.code})`);
}

const findings = [...(await byRedocly()), ...(await bySpectral())];
for (const one of findings) console.log(one);
console.log(`${file}: ${findings.length} findings`);
process.exit(findings.length > 0 ? 1 : 0);
