import assert from "node:assert/strict";
import { test } from "node:test";
import { FolderTree } from "../../src/store/folder-tree.ts";

const open = (tree: FolderTree<Set<string>>, name: string) => tree.open(name).add(name);
const at = (tree: FolderTree<Set<string>>, name: string) => [...tree.at(name)].flatMap((folder) => [...folder]).sort();

test("what lies below a folder is found without a look at the others", () => {
	let sizesRead = 0;
	class Counted extends Set<string> {
		override get size(): number {
			sizesRead++;
			return super.size;
		}
	}
	const tree = new FolderTree<Set<string>>(() => new Counted());
	for (let app = 0; app < 1000; app++) open(tree, `app/${app}/thing`);
	assert.deepEqual(at(tree, "app/7"), ["app/7/thing"]);
	tree.drop("app/7");
	assert.deepEqual(at(tree, "app/7"), []);
	assert.equal(at(tree, "app").length, 999);
	assert.equal(sizesRead, 0);
});

test("a folder that was emptied or dropped leaves nothing behind", () => {
	const tree = new FolderTree<Set<string>>(() => new Set());
	open(tree, "a/b/c");
	open(tree, "a/b/c/d/e");
	tree.get("a/b/c")?.clear();
	tree.dropIfEmpty("a/b/c");
	assert.deepEqual(at(tree, "a"), ["a/b/c/d/e"], "what lies below an emptied folder stays");
	tree.drop("a/b");
	assert.deepEqual(at(tree, ""), []);
	open(tree, "a/x");
	assert.deepEqual(at(tree, ""), ["a/x"]);
});

test("the root is a folder, too", () => {
	const tree = new FolderTree<Set<string>>(() => new Set());
	open(tree, "");
	open(tree, "a");
	assert.deepEqual(at(tree, ""), ["", "a"]);
	tree.drop("");
	assert.deepEqual(at(tree, ""), []);
});
