// SPDX-License-Identifier: Apache-2.0
#include "intake/reader/reader.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "intake/read/protocol.h"
#include "intake/read/worker.h"
#include "intake/read/worker_options.h"
#include "intake/reader/sandbox.h"
#include "intake/workbook/workbook_source.h"

namespace concordat::intake {
namespace {

constexpr int patience_ms = 2000;

/// By what it begins with: its name says nothing. A pipe cannot be looked at without taking from it, and a workbook
/// can only be read from its end.
bool is_packed(FileDescriptor const& file) {
  std::array<char, 8> start = {};
  auto const got = ::pread(file.get(), start.data(), start.size(), 0);
  if (got < 4) return false;
  std::string_view const bytes{start.data(), static_cast<std::size_t>(got)};
  return bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06") ||
         bytes.starts_with("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
}
/// All of a short line, and closes where it came from.
std::string read_short(int number) {
  FileDescriptor const from{number};
  std::string line(2048, '\0');
  auto const got = ::read(from.get(), line.data(), line.size());
  line.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return line;
}

bool write_all(int pipe, std::string_view bytes) {
  while (!bytes.empty()) {
    auto const done = ::write(pipe, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

/// Stays until the parent has closed its end: till then it can see how much memory was used.
void await_dismissal(int pipe) {
  struct pollfd watched = {pipe, 0, 0};
  ::poll(&watched, 1, patience_ms);
}

bool send_table(FrameWriter& writer, RowSource& source) {
  if (!writer.head(source.head())) return false;
  for (;;) {
    auto const row = source.next();
    if (!row) return writer.flush(source.progress()) && writer.problem(row.error());
    if (!*row) return writer.flush(source.progress()) && writer.end();
    if (!writer.row(**row)) return false;
    if (writer.full() && !writer.flush(source.progress())) return false;
  }
}

}  // namespace

Result<std::unique_ptr<RowSource>> open_any(FileDescriptor file, ReadOptions options) {
  if (is_packed(file)) return WorkbookSource::open(std::move(file), options);
  return open_in_process(std::move(file), std::move(options));
}

int run_read_worker() {
  FileDescriptor file{worker_file_number};
  FileDescriptor const pipe{worker_pipe_number};
  auto const options = parse_worker_options(read_short(worker_options_number));
  if (!options || !enter_sandbox(pipe.get())) return 2;
  FrameWriter writer{[&pipe](std::string_view bytes) { return write_all(pipe.get(), bytes); }};
  if (!writer.hello()) return 1;
  try {
    auto const source = open_any(std::move(file), *options);
    bool const sent = source ? send_table(writer, **source) : writer.problem(source.error());
    if (sent) await_dismissal(pipe.get());
    return sent ? 0 : 1;
  } catch (...) {
    // Out of memory, most likely; the parent calls any silent end reader-died.
    return 3;
  }
}

}  // namespace concordat::intake
