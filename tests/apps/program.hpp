// ProgramTest: the built program in a folder of its own, as a script or a person at a terminal
// would use it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

#include "base/file.hpp"
#include "base/text.hpp"

namespace aots {

struct Outcome {
  int code = -1;  // the exit code; -1 where a signal ended the program
  std::string out;
  std::string err;
};

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) lines.emplace_back(line);
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

inline Outcome run_program(const Path& folder, const std::string& arguments) {
  const std::string command =
      fmt::format("cd '{}' && '{}' {} >out 2>err", folder.string(), AOTS_PROGRAM, arguments);
  const int status = std::system(command.c_str());
  return {.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          .out = read_file(folder / "out").value_or(""),
          .err = read_file(folder / "err").value_or("")};
}

class ProgramTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              fmt::format("aots_commands_{}_{}", info->name(), ::getpid());
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Outcome run(const std::string& arguments) const { return run_program(folder_, arguments); }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
  }

  Path folder_;
};

}  // namespace aots
