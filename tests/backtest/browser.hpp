// Pages as a browser shows them, for tests. They skip themselves where there is no chromium.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "base/file.hpp"

namespace aots {

inline bool has_chromium() { return std::system("command -v chromium >/dev/null 2>&1") == 0; }

// The page's elements after its script ran; `scratch` is a folder to work in.
inline std::string rendered(const Path& scratch, const Path& page, std::string_view theme) {
  const std::string command = fmt::format(
      "chromium --headless --no-sandbox --disable-gpu --user-data-dir='{}' "
      "--virtual-time-budget=8000 --dump-dom 'file://{}#{}' >'{}' 2>/dev/null",
      (scratch / "profile").string(), page.string(), theme, (scratch / "dom").string());
  EXPECT_EQ(std::system(command.c_str()), 0);
  std::string dom = read_file(scratch / "dom").value_or("");
  std::filesystem::remove_all(scratch / "profile");
  return dom;
}

// The first tag, which says how the page went (web/report/page.js).
inline std::string root_element(const std::string& dom) {
  const auto at = dom.find("<html");
  return at == std::string::npos ? dom.substr(0, 200) : dom.substr(at, dom.find('>', at) - at);
}

}  // namespace aots
