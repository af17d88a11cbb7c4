// SPDX-License-Identifier: Apache-2.0
// The separate reading process, well-behaved and not. This program is its own worker: see main at the end.
#include "intake/read/worker.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <sstream>

#include "base/chance.h"
#include "intake/read/protocol.h"
#include "intake/read/read_testing.h"
#include "intake/read/worker_options.h"
#include "intake/reader/reader.h"
#include "intake/reader/sandbox.h"
#include "intake/workbook/workbook_test_files.h"

namespace concordat::intake {
namespace {

using ::testing::ElementsAre;
using testing::file_of;
using testing::Table;

std::vector<std::string> worker(std::string const& mode = "read-worker") {
  return {"/proc/self/exe", mode};
}

std::string many_rows(int rows) {
  std::string bytes = "\xef\xbb\xbfname,town,note\r\n";
  for (int i = 0; i < rows; ++i) {
    bytes += "Zo\xc3\xab " + std::to_string(i) + ",\"Leicester, \"\"LE1\"\"\"," + (i % 7 == 0 ? "" : "seen") +
             "\r\n";
  }
  return bytes;
}

TEST(Worker, GivesWhatThisProcessWouldGive) {
  std::vector<std::string> const files{many_rows(20000),
                                       "Title\n\na;b\n1;2;3\n4;5\nTotal;9\n",
                                       "[{\"a\":1,\"b\":{\"c\":\"x\"}},{\"d\":null}]",
                                       std::string{"\xff\xfe"
                                                   "a\0,\0b\0\n\0\xe9\0,\0\x31\0\n\0",
                                                   18},
                                       "name\nAnn\n\"Bob\n",
                                       "",
                                       "name,age\n",
                                       "%PDF-1.4",
                                       "name,age\nAnn,12\nBob,\"13\nCy,14\n",
                                       std::string{"name,age\nA\0n,12\n", 16},
                                       testing::xlsx_of({.sheets = {{.name = "Cover", .rows = testing::text_row({"about"})},
                                                                    {.name = "Data",
                                                                     .rows = testing::text_row({"name", "age"}) + "<row><c t=\"s\"><v>0</v></c><c s=\"0\"><f>X()</f><v>46025</v></c></row>"}},
                                                         .strings = "<si><t>Ann</t></si>",
                                                         .cell_formats = "<xf numFmtId=\"14\"/>"}),
                                       testing::ods_of(testing::ods_sheet("S", testing::ods_row({"name", "age"}) + testing::ods_row({"Ann", "12"}))),
                                       "PK\x03\x04 damaged"};
  for (auto const& bytes : files) {
    auto const here = testing::drain(open_any(file_of(bytes), {}));
    auto const there = testing::drain(open_in_worker(file_of(bytes), {}, worker()));
    EXPECT_EQ(there.head.columns, here.head.columns);
    EXPECT_EQ(there.head.header_row, here.head.header_row);
    EXPECT_EQ(there.head.encoding, here.head.encoding);
    EXPECT_EQ(there.head.format, here.head.format);
    EXPECT_EQ(there.head.delimiter, here.head.delimiter);
    EXPECT_EQ(there.rows, here.rows);
    EXPECT_EQ(workbook_remarks(there.head), workbook_remarks(here.head));
    EXPECT_EQ(there.code(), here.code());
    EXPECT_EQ(there.progress.rows, here.progress.rows);
    EXPECT_EQ(there.progress.bytes_done, here.progress.bytes_done);
    if (here.problem && there.problem) {
      EXPECT_EQ(there.problem->where.row, here.problem->where.row);
      EXPECT_EQ(there.problem->where.column, here.problem->where.column);
      EXPECT_EQ(there.problem->title, here.problem->title);
    }
  }
}

TEST(Worker, ObeysTheOptions) {
  auto const table = testing::drain(open_in_worker(
      file_of("x,y;z\n1,2;3\n"), {.delimiter = ';', .header_row = 1, .header_rows = 1}, worker()));
  EXPECT_THAT(table.head.columns, ElementsAre("x,y", "z"));
}

TEST(Worker, OptionsSurviveTheWay) {
  ReadOptions options{.format = Format::tsv,
                      .encoding = Encoding::utf16be,
                      .delimiter = '~',
                      .header_row = 7,
                      .header_rows = 2,
                      .no_header = true};
  options.sheet = "Table 1, \"old\"\n";
  options.limits.block_bytes = 77;
  auto const text = format_worker_options(options);
  auto const back = parse_worker_options(text);
  ASSERT_TRUE(back);
  EXPECT_EQ(format_worker_options(*back), text);
  EXPECT_EQ(back->sheet, options.sheet);
  EXPECT_FALSE(parse_worker_options(text + "0"));
  EXPECT_FALSE(parse_worker_options(text + "zz"));
  EXPECT_FALSE(parse_worker_options(""));
  EXPECT_FALSE(parse_worker_options(text + ",1"));
  EXPECT_FALSE(parse_worker_options("9" + text.substr(1)));
}

TEST(Worker, TellsWhatItUsed) {
  constexpr std::size_t rows = 200'000;  // more than the pipe holds: the worker is still there when it is looked at
  auto source = open_in_worker(file_of(many_rows(rows)), {}, worker());
  ASSERT_TRUE(source);
  EXPECT_FALSE((*source)->worker_usage());
  auto const table = testing::drain(source);
  EXPECT_EQ(table.rows.size(), rows);
  ASSERT_TRUE((*source)->worker_usage());
  EXPECT_GT((*source)->worker_usage()->peak_bytes, 100000U);
  EXPECT_GE((*source)->worker_usage()->cpu_seconds, 0);
}

#if !defined(CONCORDAT_SANITIZED)
TEST(Worker, NeedsNoMoreMemoryForALargerFile) {
  constexpr std::uint64_t most = 20'000'000;
  std::string json = "[{\"name\":\"Ann\"}";
  for (int i = 0; i < 400000; ++i)
    json += ",{\"name\":\"Bob\",\"place\":{\"town\":\"Leicester\",\"number\":17.250}}";
  // what the parent holds must not count
  std::string const ballast(std::size_t{60} << 20U, 'x');
  for (auto const& bytes : {many_rows(700000), json + "]"}) {
    auto source = open_in_worker(file_of(bytes), {}, worker());
    ASSERT_TRUE(source);
    std::size_t rows = 0;
    for (auto row = (*source)->next(); row && *row; row = (*source)->next()) ++rows;
    EXPECT_GT(rows, 400000U);
    ASSERT_TRUE((*source)->worker_usage());
    EXPECT_LT((*source)->worker_usage()->peak_bytes, most);
  }
  EXPECT_EQ(ballast.back(), 'x');
}
#endif

std::vector<int> children() {
  std::vector<int> found;
  std::ifstream list{"/proc/thread-self/children"};
  for (int id = 0; list >> id;) found.push_back(id);
  return found;
}

TEST(Worker, KilledInTheMiddleIsAProblemAndNothingElse) {
  auto source = open_in_worker(file_of(many_rows(200000)), {}, worker());
  ASSERT_TRUE(source);
  ASSERT_TRUE((*source)->next());
  auto const ids = children();
  if (ids.empty()) GTEST_SKIP() << "this kernel does not list children";
  ASSERT_EQ(ids.size(), 1U);
  ::kill(ids.front(), SIGKILL);
  auto const table = testing::drain(source);
  EXPECT_EQ(table.code(), "intake.reader-died");
  EXPECT_LT(table.rows.size(), 199999U);
  EXPECT_TRUE((*source)->worker_usage());
  EXPECT_FALSE((*source)->next());
}

TEST(Worker, LeavesNoProcessBehind) {
  {
    auto const source = open_in_worker(file_of(many_rows(200000)), {}, worker());
    ASSERT_TRUE(source);
  }
  EXPECT_TRUE(children().empty());
}

TEST(Worker, HasOnlyItsFileAndItsPipeAndCanDoNoHarm) {
  FileDescriptor const secret{
      ::open("/dev/null", O_RDONLY)};  // not close-on-exec, as a careless library leaves them
  ::setenv("CONCORDAT_TEST_SECRET", "key", 1);
  auto const table = testing::drain(open_in_worker(file_of("x"), {}, worker("report")));
  ::unsetenv("CONCORDAT_TEST_SECRET");
  ASSERT_EQ(table.code(), "");
  EXPECT_THAT(table.head.columns,
              ElementsAre("open files: 0 1 2 3 4 5", "environment: 0", "no new privileges: 1", "core: 0",
                          "file size: 0", "dies with its parent: 9"));
}

class RudeWorkers : public ::testing::TestWithParam<char const*> {};

TEST_P(RudeWorkers, AreAlwaysCalledDead) {
  auto const table = testing::drain(open_in_worker(file_of("name\nAnn\n"), {}, worker(GetParam())));
  EXPECT_EQ(table.code(), "intake.reader-died");
  EXPECT_TRUE(table.rows.empty());
}

INSTANTIATE_TEST_SUITE_P(Worker, RudeWorkers, ::testing::Values("exit", "crash", "garbage", "hello-and-exit"),
                         [](auto const& mode) {
                           std::string name = mode.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

#if !defined(CONCORDAT_SANITIZED)
class Escapes : public ::testing::TestWithParam<char const*> {};

TEST_P(Escapes, AreDeath) {
  auto const table = testing::drain(open_in_worker(file_of("name\nAnn\n"), {}, worker(std::string{"try-"} + GetParam())));
  EXPECT_EQ(table.code(), "intake.reader-died");
}

INSTANTIATE_TEST_SUITE_P(Worker, Escapes,
                         ::testing::Values("open", "socket", "local-socket", "program", "child", "signal",
                                           "another-descriptor", "runnable-memory", "limits"),
                         [](auto const& mode) {
                           std::string name = mode.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Worker, BehindTheFilterItCanStillAnswer) {
  EXPECT_EQ(testing::drain(open_in_worker(file_of("name\nAnn\n"), {}, worker("try-nothing"))).code(), "");
}

TEST(Worker, HasLimitsOnTimeAndMemory) {
  auto const table = testing::drain(open_in_worker(file_of("x"), {}, worker("report-limits")));
  EXPECT_THAT(table.head.columns, ElementsAre("cpu seconds: 60", "mebibytes: 256"));
}
#endif

TEST(Worker, ThatDoesNotExistIsCalledDead) {
  EXPECT_EQ(testing::drain(open_in_worker(file_of("a\nb\n"), {}, {"/nowhere/at/all"})).code(),
            "intake.reader-died");
  EXPECT_EQ(testing::drain(open_in_worker(file_of("a\nb\n"), {}, {})).code(), "intake.reader-died");
}

// What one process does: the words of a report on itself, sent as the names of columns.
std::vector<std::string> report_on_self() {
  std::string files = "open files:";
  for (int number = 0; number < 256; ++number) {
    if (::fcntl(number, F_GETFD) >= 0) files += " " + std::to_string(number);
  }
  int variables = 0;
  for (char** variable = environ; *variable != nullptr; ++variable) ++variables;
  struct rlimit core = {};
  struct rlimit size = {};
  ::getrlimit(RLIMIT_CORE, &core);
  ::getrlimit(RLIMIT_FSIZE, &size);
  int signal = 0;
  ::prctl(PR_GET_PDEATHSIG, &signal);
  return {files,
          "environment: " + std::to_string(variables),
          "no new privileges: " + std::to_string(::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0)),
          "core: " + std::to_string(core.rlim_max),
          "file size: " + std::to_string(size.rlim_max),
          "dies with its parent: " + std::to_string(signal)};
}

/// What a reader that was taken over would try. Answers only where the kernel let it.
int break_out(std::string_view how) {
  FrameWriter writer{[](std::string_view bytes) {
    return ::write(worker_pipe_number, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  }};
  if (!enter_sandbox(worker_pipe_number)) return 1;
  if (how == "open") (void)::open("/etc/passwd", O_RDONLY | O_CLOEXEC);
  if (how == "socket") (void)::socket(AF_INET, SOCK_STREAM, 0);
  if (how == "local-socket") (void)::socket(AF_UNIX, SOCK_STREAM, 0);
  if (how == "program") (void)::execl("/bin/true", "true", nullptr);
  if (how == "child" && ::fork() == 0) ::_exit(0);
  if (how == "signal") (void)::kill(::getppid(), 0);
  if (how == "another-descriptor" && ::write(worker_file_number, "x", 1) < 0) return 1;
  if (how == "runnable-memory") (void)::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (how == "limits") {
    struct rlimit const more = {RLIM_INFINITY, RLIM_INFINITY};
    (void)::setrlimit(RLIMIT_CPU, &more);
  }
  writer.hello();
  writer.head({.columns = {"alive"}});
  writer.end();
  return 0;
}

int misbehave(std::string_view mode) {
  if (mode.starts_with("try-")) return break_out(mode.substr(4));
  FrameWriter writer{[](std::string_view bytes) {
    return ::write(worker_pipe_number, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  }};
  if (mode == "exit") return 0;
  if (mode == "crash") ::raise(SIGSEGV);
  if (mode == "garbage") {
    std::string noise(100000, '\0');
    SeededChance{1}.fill(std::as_writable_bytes(std::span{noise}));
    for (int i = 0; i < 100; ++i) {
      if (::write(worker_pipe_number, noise.data(), noise.size()) < 0) return 1;
    }
  }
  writer.hello();
  if (mode == "report-limits") {
    struct rlimit cpu = {};
    struct rlimit memory = {};
    ::getrlimit(RLIMIT_CPU, &cpu);
    ::getrlimit(RLIMIT_AS, &memory);
    writer.head({.columns = {"cpu seconds: " + std::to_string(cpu.rlim_max),
                             "mebibytes: " + std::to_string(memory.rlim_max >> 20U)}});
    writer.end();
  }
  if (mode == "report") {
    writer.head({.columns = report_on_self()});
    writer.end();
  }
  return 0;
}

}  // namespace

int work(std::string_view mode) {
  return mode == "read-worker" ? run_read_worker() : misbehave(mode);
}

}  // namespace concordat::intake

int main(int argc, char** argv) {
  // Only a worker has a first argument that is no flag.
  if (argc == 2 && argv[1][0] != '-') return concordat::intake::work(argv[1]);
  ::testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
