// Brings web/node_modules to what package-lock.json says, and does nothing when it is there already. The build
// and scripts/run both call it, so several builds at once must not undo each other: it only installs when needed.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const web = dirname(fileURLToPath(import.meta.url));

/** The packages that `npm ci` would put in place here, name to version. */
function wanted() {
  const lock = JSON.parse(readFileSync(join(web, "package-lock.json"), "utf8"));
  return Object.entries(lock.packages).filter(([path, entry]) => path && !entry.optional);
}

function complete() {
  try {
    return wanted().every(([path, entry]) => {
      const found = JSON.parse(readFileSync(join(web, path, "package.json"), "utf8"));
      return found.version === entry.version;
    });
  } catch {
    return false;
  }
}

if (!complete()) {
  console.log("Installing the npm packages of web/ (npm ci)");
  const npm = spawnSync("npm", ["ci"], { cwd: web, stdio: ["ignore", "inherit", "inherit"] });
  if (npm.error || npm.status !== 0 || !complete()) {
    console.error(
      "The npm packages of web/ could not be installed: " +
        (npm.error ? `npm does not start (${npm.error.message})` : "npm ci failed, see above") +
        ". The pages cannot be built without them. Check the network connection, then run: cd web && npm ci",
    );
    process.exit(1);
  }
}
