// Packs that a story writes for itself, beside those that are served already.
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PLUGINS, folderMake } from "./server.mjs";

/** A folder of packs that may be changed: a copy of ours, or empty. */
export async function packsMake({ ours = true } = {}) {
  const folder = await folderMake();
  if (ours) await cp(PLUGINS, folder, { recursive: true });
  return folder;
}

const MANIFEST = (org, name, version) => `api: 1
org: ${org}
name: ${name}
version: ${version}
title: { nl: Proef, en: Trial }
summary: { nl: Een pakket van een test., en: A pack of a test. }
licence: CC-BY-4.0
languages: [nl, en]
authors: [${org}]
review-by: 2027-11-01
`;

const MODULE = `format: artikel
level: [beginner]
goal: [bedrijfsvoering-verbeteren]
theme: [de-middelen]
role: [uitvoering]
title: { nl: Proefmodule, en: Trial module }
summary: { nl: Een module van een test., en: A module of a test. }
outcomes:
  - { nl: Je weet of het werkt., en: You know whether it works. }
minutes: 5
steps:
  - id: stap
    kind: text
    minutes: 5
    title: { nl: Stap, en: Step }
    page: stap
`;

/** Writes org/name with one module `proef`, whose step `stap` has all the exercises: { slug: Lua }. */
export async function packWrite(folder, org, name, exercises, { version = "1.0.0", manifest = MANIFEST(org, name, version) } = {}) {
  const pack = join(folder, org, name);
  const slugs = Object.keys(exercises);
  await mkdir(join(pack, "modules/proef"), { recursive: true });
  await mkdir(join(pack, "exercises"), { recursive: true });
  await writeFile(join(pack, "pack.yaml"), manifest);
  await writeFile(join(pack, "modules/proef/module.yaml"), MODULE);
  for (const lang of ["nl", "en"]) {
    const page = `Tekst van de proef.\n\n${slugs.map((slug) => `{{exercise ${slug}}}\n`).join("\n")}`;
    await writeFile(join(pack, `modules/proef/stap.${lang}.md`), page);
  }
  for (const [slug, code] of Object.entries(exercises)) await writeFile(join(pack, "exercises", `${slug}.lua`), code);
  return `/m/${org}/${name}/proef/stap`;
}

/** An exercise with one number field `a`, whose right answer is 7; `grade` is Lua that comes before its parts. */
export const exerciseCode = ({ grade = "", view = "", generate = "return { n = rng:int('n', 1, 1000) }, {}", top = "" } = {}) => `${top}
return exercise {
  title = L{ nl = "Proefoefening", en = "Trial exercise" },
  minutes = 1,
  generate = function(rng)
    ${generate}
  end,
  view = function(p)
    ${view}
    return { ui.text(L{ nl = "Nummer {n}", en = "Number {n}" }:with{ n = p.n }),
             ui.number{ id = "a", label = L{ nl = "Getal", en = "Number" } } }
  end,
  grade = function(p, key, a)
    ${grade}
    return parts { a = { a.a == 7, yes = L{ nl = "Zeven.", en = "Seven." }, no = L{ nl = "Geen zeven.", en = "No seven." } } }
  end,
  solution = function(p, key) return { a = 7 } end,
}
`;
