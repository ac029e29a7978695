// Zip archives for tests, made in memory.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <zip.h>

namespace aots::data {

using ZipEntries = std::vector<std::pair<std::string, std::string>>;  // name, text

inline constexpr zip_uint32_t kLinkAttributes = 0120777U << 16U;

// `attributes` are those of every member, as a Unix archiver writes them; 0 leaves them out.
inline std::string zipped(const ZipEntries& entries, zip_uint32_t attributes = 0) {
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_source_keep(target);
  zip_t* archive = zip_open_from_source(target, ZIP_TRUNCATE, &error);
  EXPECT_NE(archive, nullptr);
  for (const auto& [name, text] : entries) {
    zip_source_t* member = zip_source_buffer(archive, text.data(), text.size(), 0);
    const auto index = zip_file_add(archive, name.c_str(), member, ZIP_FL_ENC_UTF_8);
    EXPECT_GE(index, 0) << name;
    if (attributes == 0) continue;
    zip_file_set_external_attributes(archive, static_cast<zip_uint64_t>(index), 0, ZIP_OPSYS_UNIX,
                                     attributes);
  }
  EXPECT_EQ(zip_close(archive), 0);
  zip_source_open(target);
  zip_source_seek(target, 0, SEEK_END);
  std::string bytes(static_cast<std::size_t>(zip_source_tell(target)), '\0');
  zip_source_seek(target, 0, SEEK_SET);
  EXPECT_EQ(zip_source_read(target, bytes.data(), bytes.size()),
            static_cast<zip_int64_t>(bytes.size()));
  zip_source_close(target);
  zip_source_free(target);
  zip_error_fini(&error);
  return bytes;
}

}  // namespace aots::data
