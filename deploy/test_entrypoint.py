"""Tests of the images' entry point, with a script in place of the launcher and a folder in place of the control groups."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent / "image"
LAUNCHER = '#!/bin/sh\necho "$@"\necho "$JAVA_OPTS"\n'


class EntrypointTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        shutil.copy(HERE / "entrypoint", self.folder)
        (self.folder / "surprisal").write_text(LAUNCHER)
        (self.folder / "surprisal").chmod(0o755)

    def run_with(self, file, content, *arguments, **environment):
        """Standard output's words and standard error, with a file in the place of the control groups."""
        (self.folder / file).parent.mkdir(exist_ok=True)
        (self.folder / file).write_text(content)
        run = subprocess.run(
            [self.folder / "entrypoint", *arguments], check=True, capture_output=True, text=True,
            env={"PATH": os.environ["PATH"], "CGROUPS": str(self.folder), **environment},
        )
        return run.stdout.split(), run.stderr

    def test_two_fifths_of_the_limit_are_heap(self):
        words, said = self.run_with("memory.max", f"{640 << 20}\n", "stream", "--threads", "2")
        self.assertEqual(["stream", "--threads", "2"], words[:3])
        self.assertIn("-Xmx256m", words)
        self.assertIn("-XX:MaxDirectMemorySize=80m", words)
        self.assertIn("-Dorg.bytedeco.javacpp.maxphysicalbytes=608m", words)
        self.assertIn("limit 640 MiB: heap 256m", said)

    def test_the_limit_of_the_first_version_of_control_groups(self):
        words, _ = self.run_with("memory/memory.limit_in_bytes", f"{1 << 30}\n", "train")
        self.assertIn("-Xmx409m", words)

    def test_no_limit(self):
        for file, content in (("memory.max", "max\n"), ("memory/memory.limit_in_bytes", "9223372036854771712\n")):
            words, said = self.run_with(file, content, "stream")
            self.assertNotIn("-Xmx", " ".join(words))
            self.assertIn("no memory limit", said)
            (self.folder / file).unlink()

    def test_what_the_user_says_wins(self):
        words, _ = self.run_with("memory.max", f"{640 << 20}\n", "stream", SURPRISAL_HEAP="200m", JAVA_OPTS="-Xmx99m")
        self.assertIn("-Xmx200m", words)
        self.assertEqual("-Xmx99m", words[-1])

    def test_archived_classes_are_the_scorers_only(self):
        (self.folder / "scorer.jsa").write_text("")
        words, _ = self.run_with("memory.max", "max\n", "stream")
        self.assertIn(f"-XX:SharedArchiveFile={self.folder}/scorer.jsa", words)
        words, _ = self.run_with("memory.max", "max\n", "broker")
        self.assertNotIn("SharedArchiveFile", " ".join(words))


if __name__ == "__main__":
    unittest.main()
