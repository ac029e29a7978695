#include "base/file.hpp"

#include <csignal>
#include <fstream>
#include <optional>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>

namespace aots {
namespace {

// A folder of its own for every test, removed afterwards.
class FileTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = Path(testing::TempDir()) / fmt::format("aots_{}_{}", test->name(), ::getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      found.push_back(entry.path().filename().string());
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  Path folder_;
};

using Names = std::vector<std::string>;

// Makes writes beyond a size fail, as a full disk does, for as long as it lives.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limited = before_;
    limited.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limited);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  void (*handler_)(int);
  rlimit before_{};
};

TEST_F(FileTest, WhatIsWrittenReadsBackByteForByte) {
  std::string content = "line\n\r\xff";
  content += '\0';
  content += std::string(1'000'000, 'x');
  const auto path = folder_ / "file.bin";
  ASSERT_TRUE(write_file_atomically(path, content).has_value());
  EXPECT_EQ(read_file(path), content);
  EXPECT_EQ(names(), Names{"file.bin"});
}

TEST_F(FileTest, AnEmptyFileIsWrittenAndRead) {
  ASSERT_TRUE(write_file_atomically(folder_ / "empty", "").has_value());
  EXPECT_EQ(read_file(folder_ / "empty"), "");
}

TEST_F(FileTest, AWriteReplacesTheOldContent) {
  const auto path = folder_ / "file";
  ASSERT_TRUE(write_file_atomically(path, "a long old content").has_value());
  ASSERT_TRUE(write_file_atomically(path, "new").has_value());
  EXPECT_EQ(read_file(path), "new");
}

TEST_F(FileTest, AWrittenFileHasThePermissionsThatTheUserAskedFor) {
  const mode_t mask = ::umask(0022);
  const auto written = write_file_atomically(folder_ / "file", "x");
  ::umask(mask);
  ASSERT_TRUE(written.has_value());
  struct stat status {};
  ASSERT_EQ(::stat((folder_ / "file").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0644U);
}

TEST_F(FileTest, ATemporaryFileOfADeadProcessIsNoObstacle) {
  std::ofstream(folder_ / fmt::format(".file.{}.0.tmp", ::getpid())) << "torn";
  ASSERT_TRUE(write_file_atomically(folder_ / "file", "whole").has_value());
  EXPECT_EQ(read_file(folder_ / "file"), "whole");
}

TEST_F(FileTest, AFailedWriteKeepsTheOldFileAndLeavesNoTemporary) {
  const auto path = folder_ / "file";
  ASSERT_TRUE(write_file_atomically(path, "old").has_value());
  std::optional<Status> status;
  {
    const FileSizeLimit limit(4096);
    status = write_file_atomically(path, std::string(100'000, 'x'));
  }
  ASSERT_FALSE(status->has_value());
  EXPECT_EQ(status->error(),
            (Error{ErrorCode::kIo, fmt::format("cannot write {}: File too large; raise the limit "
                                               "of the file size (ulimit -f)",
                                               path.string())}));
  EXPECT_EQ(read_file(path), "old");
  EXPECT_EQ(names(), Names{"file"});
}

// The folder becomes a small file system of its own, which only the superuser can arrange.
TEST_F(FileTest, AFullDiskIsAnErrorThatSaysSoAndLeavesNoTemporary) {
  if (::mount("tmpfs", folder_.c_str(), "tmpfs", 0, "size=64k") != 0) {
    GTEST_SKIP() << "mounting a small tmpfs needs privileges that this process does not have";
  }
  const auto path = folder_ / "file";
  const auto old_status = write_file_atomically(path, "old");
  const auto status = write_file_atomically(path, std::string(1'000'000, 'x'));
  const auto content = read_file(path);
  const auto left = names();
  ASSERT_EQ(::umount(folder_.c_str()), 0);
  ASSERT_TRUE(old_status.has_value());
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error(),
            (Error{ErrorCode::kIo, fmt::format("cannot write {}: No space left on device; free "
                                               "some space there or choose another folder",
                                               path.string())}));
  EXPECT_EQ(content, "old");
  EXPECT_EQ(left, Names{"file"});
}

TEST_F(FileTest, AWriteIntoAMissingFolderNamesThePathAndTheRemedy) {
  const auto path = folder_ / "missing" / "file";
  const auto status = write_file_atomically(path, "x");
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error(),
            (Error{ErrorCode::kIo, fmt::format("cannot write {}: No such file or directory; check "
                                               "the name and that its folder exists",
                                               path.string())}));
}

TEST_F(FileTest, AWriteOntoAFolderLeavesNoTemporary) {
  std::filesystem::create_directories(folder_ / "target");
  const auto status = write_file_atomically(folder_ / "target", "x");
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kIo);
  EXPECT_EQ(names(), Names{"target"});
}

TEST_F(FileTest, PublishingRenamesAFinishedFile) {
  std::ofstream(folder_ / "part.tmp") << "content";
  ASSERT_TRUE(publish_file(folder_ / "part.tmp", folder_ / "part").has_value());
  EXPECT_EQ(read_file(folder_ / "part"), "content");
  EXPECT_EQ(names(), Names{"part"});
}

TEST_F(FileTest, AFailedPublicationRemovesTheTemporary) {
  std::ofstream(folder_ / "part.tmp") << "content";
  const auto status = publish_file(folder_ / "part.tmp", folder_ / "missing" / "part");
  ASSERT_FALSE(status.has_value());
  EXPECT_EQ(status.error().code, ErrorCode::kIo);
  EXPECT_EQ(names(), Names{});
}

TEST_F(FileTest, AMissingFileCannotBeRead) {
  const auto path = folder_ / "missing";
  const auto content = read_file(path);
  ASSERT_FALSE(content.has_value());
  EXPECT_EQ(content.error(),
            (Error{ErrorCode::kIo, fmt::format("cannot read {}: No such file or directory; check "
                                               "the name and that its folder exists",
                                               path.string())}));
}

TEST_F(FileTest, AFolderCannotBeReadAsAFile) {
  const auto content = read_file(folder_);
  ASSERT_FALSE(content.has_value());
  EXPECT_EQ(
      content.error().message,
      fmt::format("cannot read {}: Is a directory; name a file, not a folder", folder_.string()));
}

TEST_F(FileTest, FoldersAreMadeWithTheirParentsAndMayExist) {
  const auto path = folder_ / "a" / "b";
  ASSERT_TRUE(make_directories(path).has_value());
  ASSERT_TRUE(make_directories(path).has_value());
  EXPECT_TRUE(std::filesystem::is_directory(path));
}

TEST_F(FileTest, AFolderCannotBeMadeWhereAFileStands) {
  std::ofstream(folder_ / "file") << "x";
  for (const auto& path : {folder_ / "file", folder_ / "file" / "below"}) {
    const auto status = make_directories(path);
    ASSERT_FALSE(status.has_value()) << path;
    EXPECT_EQ(status.error().message,
              fmt::format("cannot create the folder {}: Not a directory; a file stands where a "
                          "folder is expected: move it or choose another name",
                          path.string()));
  }
}

TEST_F(FileTest, TheHashOfAFileIsThatOfItsBytes) {
  std::ofstream(folder_ / "file") << "abc";
  EXPECT_EQ(sha256_of_file(folder_ / "file"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_FALSE(sha256_of_file(folder_ / "missing").has_value());
}

TEST_F(FileTest, ALockKeepsTheSecondOneOutUntilItGoes) {
  const auto path = folder_ / "lock";
  {
    const auto first = FileLock::acquire(path, "writing the lake");
    ASSERT_TRUE(first.has_value());
    const auto second = FileLock::acquire(path, "writing the lake");
    ASSERT_FALSE(second.has_value());
    EXPECT_EQ(second.error(),
              (Error{ErrorCode::kIo,
                     fmt::format("cannot take the lock {} (writing the lake): another process "
                                 "holds it; wait until that process ends, or stop it, and try "
                                 "again",
                                 path.string())}));
  }
  EXPECT_TRUE(FileLock::acquire(path, "writing the lake").has_value());
}

TEST_F(FileTest, AMovedLockIsHeldByItsNewOwner) {
  const auto path = folder_ / "lock";
  auto first = FileLock::acquire(path, "a");
  ASSERT_TRUE(first.has_value());
  {
    const FileLock owner = std::move(*first);
    EXPECT_FALSE(FileLock::acquire(path, "b").has_value());
  }
  EXPECT_TRUE(FileLock::acquire(path, "b").has_value());
}

TEST_F(FileTest, AssigningALockReleasesTheOneThatWasHeld) {
  auto first = FileLock::acquire(folder_ / "first", "a");
  ASSERT_TRUE(first.has_value());
  {
    auto second = FileLock::acquire(folder_ / "second", "a");
    ASSERT_TRUE(second.has_value());
    *first = std::move(*second);
  }
  EXPECT_TRUE(FileLock::acquire(folder_ / "first", "b").has_value());
  EXPECT_FALSE(FileLock::acquire(folder_ / "second", "b").has_value());
}

TEST_F(FileTest, ALockInAMissingFolderIsAnError) {
  const auto lock = FileLock::acquire(folder_ / "missing" / "lock", "a");
  ASSERT_FALSE(lock.has_value());
  EXPECT_EQ(lock.error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace aots
