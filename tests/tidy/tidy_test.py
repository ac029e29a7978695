"""Each check of tools/tidy on a small tree: silent on a sound one, loud on a planted fault."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "tidy"))

import docs_links  # noqa: E402
import house_rules  # noqa: E402
import layering  # noqa: E402
import lint  # noqa: E402

HEADER = "// A thing, in no unit, that cannot fail.\n#pragma once\n"
ROOMS = "# order\nbase\ndomain\npricing\nstrategy\n"


class Tree(unittest.TestCase):
    """A small tree; run() returns the findings of a check as texts."""

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)

    def write(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def room(self, folder, depends, files):
        name = folder.replace("/", "_")
        sources = " ".join(file for file in files if file.endswith(".cpp"))
        headers = " ".join(file for file in files if file.endswith(".hpp"))
        self.write(f"src/{folder}/CMakeLists.txt",
                   f"aots_room(NAME {name} DEPENDS {depends} SOURCES {sources} HEADERS {headers})\n")
        for file, text in files.items():
            self.write(f"src/{folder}/{file}", text)

    def run_check(self, check):
        return [str(finding) for finding in check.check(self.root)]

    def assert_finds(self, check, *parts):
        findings = self.run_check(check)
        self.assertTrue(any(all(part in finding for part in parts) for finding in findings),
                        f"no finding with {parts} in {findings}")


class LayeringTest(Tree, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.write("cmake/Rooms.txt", ROOMS)
        self.room("base", "", {"result.hpp": HEADER})
        self.room("domain", "base", {"price.hpp": HEADER + '#include "base/result.hpp"\n'})
        self.room("pricing", "domain", {
            "vol.hpp": HEADER + '#include <vector>\n#include <fmt/format.h>\n#include "base/result.hpp"\n',
            "vol.cpp": '#include "pricing/vol.hpp"\n#include <zlib.h>\n#include "domain/price.hpp"\n'})
        self.room("strategy", "base", {"signal.hpp": HEADER})

    def test_a_sound_tree_has_no_findings(self):
        self.assertEqual(self.run_check(layering), [])

    def test_an_include_of_a_room_below_is_found(self):
        self.write("src/domain/price.hpp", HEADER + '#include "pricing/vol.hpp"\n')
        self.assert_finds(layering, "src/domain/price.hpp:3", "may not include")

    def test_an_include_of_a_room_above_that_is_not_declared_is_found(self):
        self.write("src/strategy/signal.hpp", HEADER + '#include "domain/price.hpp"\n')
        self.assert_finds(layering, "src/strategy/signal.hpp:3", "name domain in its DEPENDS")

    def test_a_declared_edge_that_points_down_is_found(self):
        self.room("base", "strategy", {"result.hpp": HEADER})
        self.assert_finds(layering, "src/base/CMakeLists.txt:1", "is not above base")

    def test_an_edge_to_a_room_that_does_not_exist_is_found(self):
        self.room("strategy", "base attic", {"signal.hpp": HEADER})
        self.assert_finds(layering, "DEPENDS attic", "no such room")

    def test_a_folder_that_is_no_room_is_found(self):
        self.room("util", "base", {"misc.hpp": HEADER})
        self.assert_finds(layering, "util is not a room")

    def test_a_source_that_no_room_lists_is_found(self):
        self.write("src/pricing/old.cpp", "")
        self.assert_finds(layering, "src/pricing/old.cpp", "is not listed")

    def test_an_include_that_is_not_written_from_src_is_found(self):
        self.write("src/pricing/vol.cpp", '#include "vol.hpp"\n')
        self.assert_finds(layering, "src/pricing/vol.cpp:1", "is no file below src/")

    def test_a_third_party_header_in_a_header_is_found(self):
        self.write("src/domain/price.hpp", HEADER + "#include <zlib.h>\n")
        self.assert_finds(layering, "src/domain/price.hpp:3", "stay in .cpp files")

    def test_a_third_party_header_outside_its_room_is_found(self):
        self.write("src/pricing/vol.cpp", '#include <duckdb.h>\n#include "pricing/vol.hpp"\n')
        self.assert_finds(layering, "src/pricing/vol.cpp:1", "src/data/store/")

    def test_quantlib_in_the_product_is_found(self):
        self.write("src/pricing/vol.cpp", "#include <ql/quantlib.hpp>\n")
        self.assert_finds(layering, "src/pricing/vol.cpp:1", "tests/oracle/")

    def page(self, *rooms):
        rows = "".join(f"| `{room}` | what it is for |\n" for room in rooms)
        self.write("docs/architecture.md", f"# Architecture\n\n| Room | What |\n|---|---|\n{rows}")

    def test_a_page_that_shows_the_rooms_in_order_has_no_findings(self):
        self.page("base", "domain", "pricing", "strategy", "apps/aots")
        self.assertEqual(self.run_check(layering), [])

    def test_a_page_that_orders_the_rooms_otherwise_is_found(self):
        self.page("base", "pricing", "domain", "strategy")
        self.assert_finds(layering, "docs/architecture.md:7", "make them agree")

    def test_a_page_that_forgets_a_room_is_found(self):
        self.page("base", "domain", "pricing")
        self.assert_finds(layering, "docs/architecture.md", "no row for the room strategy")


class HouseRulesTest(Tree, unittest.TestCase):
    def code(self, text, name="src/pricing/a.cpp"):
        self.write(name, text)

    def test_sound_code_has_no_findings(self):
        self.code('// The time of day; is a system_clock::now ever read here? No.\n'
                  'const char* text = "std::random_device";\nauto shown = quote.time(0);\n')
        self.code(HEADER + "class Vol;\nstruct Vol { double value; };\n", "src/pricing/vol.hpp")
        self.assertEqual(self.run_check(house_rules), [])

    def test_work_left_open_is_found(self):
        self.code("int a();\n// TO" + "DO: finish\n")
        self.assert_finds(house_rules, "src/pricing/a.cpp:2", "finish it")

    def test_a_class_without_a_noun_is_found(self):
        self.code("class OrderManager {};\n")
        self.assert_finds(house_rules, "class OrderManager")

    def test_a_wall_clock_below_apps_is_found(self):
        self.code("auto t = std::chrono::system_clock::now();\n")
        self.assert_finds(house_rules, "take a Clock")

    def test_a_wall_clock_in_the_program_is_allowed(self):
        self.code("auto t = std::chrono::system_clock::now();\n", "apps/aots/main.cpp")
        self.assertEqual(self.run_check(house_rules), [])

    def test_the_environment_read_below_apps_is_found(self):
        self.code('auto home = std::getenv("HOME");\n')
        self.assert_finds(house_rules, "read the environment in apps/")

    def test_unseeded_randomness_is_found(self):
        self.code("std::random_device device;\n")
        self.assert_finds(house_rules, "std::random_device", "Rng")

    def test_iteration_over_an_unordered_container_is_found(self):
        self.code("std::unordered_map<int, double> totals;\nvoid f() { for (auto& [k, v] : totals) g(k); }\n")
        self.assert_finds(house_rules, "src/pricing/a.cpp:2", "unordered totals")

    def test_a_lookup_in_an_unordered_container_is_allowed(self):
        self.code("std::unordered_map<int, double> totals;\nbool f() { return totals.contains(1); }\n")
        self.assertEqual(self.run_check(house_rules), [])

    def test_a_test_that_cannot_fail_is_found(self):
        self.code("TEST(A, B) { SUC" + "CEED(); }\n", "tests/pricing/a_test.cpp")
        self.assert_finds(house_rules, "must be able to fail")

    def test_a_long_file_is_found(self):
        self.code("\n" * 501)
        self.assert_finds(house_rules, "501 lines")

    def test_a_long_line_is_found(self):
        self.code("// " + "x" * 98 + "\n")
        self.assert_finds(house_rules, "src/pricing/a.cpp:1", "101 columns")

    def test_a_header_without_a_guard_is_found(self):
        self.code("// A thing.\nint a();\n", "src/pricing/a.hpp")
        self.assert_finds(house_rules, "#pragma once")

    def test_a_header_that_does_not_say_what_it_is_is_found(self):
        self.code("#pragma once\n", "src/pricing/a.hpp")
        self.assert_finds(house_rules, "opens with what it is")

    def test_two_types_of_one_name_are_found(self):
        self.code(HEADER + "struct Greeks {\n};\n", "src/domain/greeks.hpp")
        self.code(HEADER + "struct Greeks {\n};\n", "src/pricing/greeks.hpp")
        self.assert_finds(house_rules, "src/pricing/greeks.hpp:3", "Greeks is already a type")

    def test_a_number_of_a_tracker_is_found(self):
        self.code("// Works around issue 12.\n")
        self.assert_finds(house_rules, "number of a tracker")

    def test_a_path_of_one_machine_is_found(self):
        self.write("docs/testing.md", "Run /wo" + "rk/main/tools/check.\n")
        self.assert_finds(house_rules, "path of one machine")

    def test_a_large_file_is_found(self):
        self.write("docs/picture.svg", "x" * 1_000_001)
        self.assert_finds(house_rules, "docs/picture.svg", "bytes")


class DocsLinksTest(Tree, unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.write("docs/a.md", "# One page\n\n## Fills, and how\n\n## Fills, and how\n")

    def test_sound_links_have_no_findings(self):
        self.write("README.md", "[a](docs/a.md) [b](docs/a.md#fills-and-how-1) [c](#here) "
                                "[d](https://example.org/x)\n\n# Here\n\n```\n[no](link.md)\n```\n")
        self.assertEqual(self.run_check(docs_links), [])

    def test_a_link_to_a_page_that_does_not_exist_is_found(self):
        self.write("README.md", "text\n[a](docs/b.md)\n")
        self.assert_finds(docs_links, "README.md:2", "docs/b.md does not exist")

    def test_an_anchor_that_is_no_heading_is_found(self):
        self.write("README.md", "[a](docs/a.md#commissions)\n")
        self.assert_finds(docs_links, "README.md:1", "no heading #commissions")

    def test_a_link_out_of_the_project_is_found(self):
        self.write("README.md", "[a](../other/page.md)\n")
        self.assert_finds(docs_links, "README.md:1", "leaves the project")


class LintTest(unittest.TestCase):
    def test_flags_that_only_gcc_knows_are_removed(self):
        entry = {"file": "/p/src/a.cpp", "directory": "/p/build", "command":
                 "cmake -E env A=b ccache /usr/bin/c++ -DX=1 -I/p/src -Wall -Wuseless-cast -std=c++20 "
                 "-fpch-preprocess -Winvalid-pch -include /p/build/cmake_pch.hxx -o a.o -c /p/src/a.cpp"}
        self.assertEqual(lint.arguments_for_clang(entry),
                         ["clang++", "-DX=1", "-I/p/src", "-Wall", "-std=c++20", "/p/src/a.cpp"])


if __name__ == "__main__":
    unittest.main()
