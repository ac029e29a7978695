"""tools/run-tests counts what ctest and GoogleTest report, and calls nothing passed that was not."""

import contextlib
import importlib.machinery
import importlib.util
import io
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
TOOL = Path(__file__).resolve().parents[2] / "tools" / "run-tests"
LOADER = importlib.machinery.SourceFileLoader("run_tests", str(TOOL))
SPEC = importlib.util.spec_from_loader("run_tests", LOADER)
run_tests = importlib.util.module_from_spec(SPEC)
LOADER.exec_module(run_tests)

SKIPPED = ("[ RUN      ] A.B\na_test.cpp:4: Skipped\nno recorded data in ../shared\n"
           "[  SKIPPED ] A.B (0 ms)\n")


def case(name, status, inner=""):
    return f'<testcase name="{name}" status="{status}">{inner}</testcase>'


class RunTestsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.build = Path(folder.name)
        (self.build / "gtest").mkdir()

    def outcome(self, *cases):
        junit = self.build / "junit.xml"
        junit.write_text(f"<testsuite>{''.join(cases)}</testsuite>")
        outcomes = run_tests.outcomes_of_junit(junit, self.build / "gtest")
        shown = io.StringIO()
        with contextlib.redirect_stdout(shown):
            status = run_tests.report(outcomes)
        return status, shown.getvalue()

    def test_the_last_line_is_the_count(self):
        status, shown = self.outcome(case("a", "run"), case("b", "run"))
        self.assertEqual((status, shown.splitlines()[-1]), (0, "2 passed, 0 failed, 0 skipped"))

    def test_a_failure_is_counted_and_shown(self):
        status, shown = self.outcome(case("a", "fail", "<system-out>expected 1</system-out>"))
        self.assertEqual((status, shown.splitlines()[-1]), (1, "0 passed, 1 failed, 0 skipped"))
        self.assertIn("expected 1", shown)

    def test_a_skipped_test_is_counted_and_its_reason_shown(self):
        status, shown = self.outcome(case("a", "run"), case(
            "b", "notrun", '<skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/>'
                           f"<system-out>{SKIPPED}</system-out>"))
        self.assertEqual((status, shown.splitlines()[-1]), (0, "1 passed, 0 failed, 1 skipped"))
        self.assertIn("skipped b: no recorded data in ../shared", shown)

    def test_a_test_that_could_not_be_started_has_failed(self):
        status, shown = self.outcome(case("a", "notrun", '<skipped message="Unable to find executable"/>'))
        self.assertEqual((status, shown.splitlines()[-1]), (1, "0 passed, 1 failed, 0 skipped"))

    def test_a_skipped_test_that_also_failed_has_failed(self):
        status, _ = self.outcome(case(
            "a", "notrun", '<skipped message="SKIP_REGULAR_EXPRESSION_MATCHED"/>'
                           f"<system-out>{SKIPPED}[  FAILED  ] A.TearDown</system-out>"))
        self.assertEqual(status, 1)

    def test_no_test_at_all_is_a_failure(self):
        status, shown = self.outcome()
        self.assertEqual((status, shown.splitlines()[-1]), (1, "0 passed, 0 failed, 0 skipped"))

    def test_the_tests_of_a_binary_run_as_one_process_count_singly(self):
        (self.build / "gtest" / "sim.xml").write_text(
            '<testsuites><testsuite><testcase name="A" classname="S" status="run" result="completed"/>'
            '<testcase name="B" classname="S" status="run" result="completed">'
            '<failure message="lost an order"/></testcase></testsuite></testsuites>')
        status, shown = self.outcome(case("sim", "fail"))
        self.assertEqual((status, shown.splitlines()[-1]), (1, "1 passed, 1 failed, 0 skipped"))
        self.assertIn("lost an order", shown)

    def test_a_binary_that_fails_after_its_last_test_has_failed(self):
        (self.build / "gtest" / "sim.xml").write_text(
            '<testsuites><testsuite><testcase name="A" classname="S" status="run" result="completed"/>'
            '</testsuite></testsuites>')
        status, shown = self.outcome(case("sim", "fail", "<system-out>leak</system-out>"))
        self.assertEqual((status, shown.splitlines()[-1]), (1, "1 passed, 1 failed, 0 skipped"))


if __name__ == "__main__":
    unittest.main()
