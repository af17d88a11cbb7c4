// SPDX-License-Identifier: Apache-2.0
#include "intake/read/worker.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cerrno>
#include <csignal>
#include <fstream>

#include "base/text.h"
#include "intake/read/protocol.h"
#include "intake/read/worker_options.h"

namespace concordat::intake {
namespace {

[[maybe_unused]] constexpr rlim_t address_space = rlim_t{256} << 20U;
constexpr rlim_t cpu_seconds = 60;
constexpr int pipe_bytes = 1 << 20;
constexpr int longest_silence_ms = 90'000;
constexpr int patience_ms = 2000;  // see also intake/reader

struct Launch {
  char* const* argv;
  char* const* environment;
  int file;
  int pipe;
  int options;
  pid_t parent;
};

void limit(int what, rlim_t value) {
  struct rlimit const both = {value, value};
  ::setrlimit(static_cast<__rlimit_resource>(what), &both);
}

/// Between vfork and exec: only what may be called there (signal-safety(7)).
[[noreturn]] void become_worker(Launch const& launch) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != launch.parent) ::_exit(126);
  // First out of the way of each other, then to their places.
  int const file = ::fcntl(launch.file, F_DUPFD, 10);
  int const pipe = ::fcntl(launch.pipe, F_DUPFD, 10);
  int const options = ::fcntl(launch.options, F_DUPFD, 10);
  int const nowhere = ::open("/dev/null", O_RDWR);
  if (file < 0 || pipe < 0 || options < 0 || nowhere < 0) ::_exit(126);
  for (int number = 0; number < 3; ++number) ::dup2(nowhere, number);
  bool const placed = ::dup2(file, worker_file_number) >= 0 && ::dup2(pipe, worker_pipe_number) >= 0 &&
                      ::dup2(options, worker_options_number) >= 0;
  if (!placed || ::syscall(SYS_close_range, worker_options_number + 1, ~0U, 0) != 0) ::_exit(126);
  ::signal(SIGXFSZ, SIG_IGN);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CPU, cpu_seconds);
#if !defined(CONCORDAT_SANITIZED)  // a sanitizer maps terabytes it never touches
  limit(RLIMIT_AS, address_space);
#endif
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) ::_exit(126);
  ::execve(launch.argv[0], launch.argv, launch.environment);
  ::_exit(127);
}

class Child {
 public:
  Child() = default;
  explicit Child(pid_t id) : id_{id} {}
  Child(Child&& other) noexcept : id_{std::exchange(other.id_, -1)} {}
  Child& operator=(Child&&) = delete;
  Child(Child const&) = delete;
  Child& operator=(Child const&) = delete;
  ~Child() {
    if (id_ > 0) end(0);
  }

  /// The most memory it has held since it became the worker; 0 where it is gone. (Never what wait4 tells: that one
  /// counts the moment between fork and exec, when the child still held what the parent holds.)
  [[nodiscard]] std::uint64_t peak_bytes() const {
    std::ifstream status{fmt::format("/proc/{}/status", id_)};
    for (std::string line; std::getline(status, line);) {
      if (!line.starts_with("VmHWM:")) continue;
      auto const digits = text::trim(std::string_view{line}.substr(6));
      auto const kibibytes = text::parse_integer(digits.substr(0, digits.find(' ')));
      return kibibytes && *kibibytes > 0 ? static_cast<std::uint64_t>(*kibibytes) * 1024 : 0;
    }
    return 0;
  }

  /// Waits a little for it to end by itself, then ends it. Returns the seconds of CPU it took.
  double end(int wait_ms) {
    if (wait_ms > 0) {
      FileDescriptor const handle{static_cast<int>(::syscall(SYS_pidfd_open, id_, 0))};
      struct pollfd watched = {handle.get(), POLLIN, 0};
      if (handle) ::poll(&watched, 1, wait_ms);
    }
    ::kill(id_, SIGKILL);
    int status = 0;
    struct rusage used = {};
    while (::wait4(id_, &status, 0, &used) < 0 && errno == EINTR) {
    }
    id_ = -1;
    auto const seconds = [](timeval time) {
      return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
  }

 private:
  pid_t id_ = -1;
};

class PipeFeed final : public ByteFeed {
 public:
  explicit PipeFeed(FileDescriptor pipe) : pipe_{std::move(pipe)} {}
  void close() { pipe_.close(); }
  [[nodiscard]] std::size_t read(char* to, std::size_t room) override {
    for (;;) {
      // The clock of its CPU stands still with a process that was stopped: who waits for it holds what others need.
      struct pollfd watched = {pipe_.get(), POLLIN, 0};
      auto const ready = ::poll(&watched, 1, longest_silence_ms);
      if (ready == 0) return 0;
      if (ready < 0 && errno == EINTR) continue;
      auto const got = ::read(pipe_.get(), to, room);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return 0;
    }
  }

 private:
  FileDescriptor pipe_;
};

class WorkerSource final : public RowSource {
 public:
  WorkerSource(Child child, FileDescriptor pipe, ReadLimits const& limits)
      : child_{std::move(child)}, feed_{std::move(pipe)}, reader_{feed_, limits} {}

  [[nodiscard]] Result<void> open() {
    auto head = reader_.open();
    if (!head) return fail(head);
    head_ = std::move(*head);
    peak_bytes_ = child_.peak_bytes();
    return {};
  }
  [[nodiscard]] TableHead const& head() const override { return head_; }
  [[nodiscard]] Result<std::optional<RowView>> next() override {
    auto row = reader_.next();
    if ((!row || !*row) && !usage_) finish();
    return row;
  }
  [[nodiscard]] Progress progress() const override { return reader_.progress(); }
  [[nodiscard]] std::optional<WorkerUsage> worker_usage() const override { return usage_; }

 private:
  void finish() {
    peak_bytes_ = std::max(peak_bytes_, child_.peak_bytes());
    feed_.close();
    usage_ = WorkerUsage{child_.end(patience_ms), peak_bytes_};
  }

  Child child_;
  PipeFeed feed_;
  FrameReader reader_;
  TableHead head_;
  std::uint64_t peak_bytes_ = 0;
  std::optional<WorkerUsage> usage_;
};

/// A pipe with one short line in it, its other end closed.
std::optional<FileDescriptor> pipe_holding(std::string_view line) {
  std::array<int, 2> ends = {-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  FileDescriptor out{ends[0]};
  FileDescriptor const in{ends[1]};
  if (::write(in.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size())) return std::nullopt;
  return out;
}

}  // namespace

namespace {

/// A name may hold commas and line ends; its bytes in hexadecimal do not.
std::string in_hexadecimal(std::string_view text) {
  std::string out;
  for (char const c : text.substr(0, longest_sheet_name)) out += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return out;
}

std::optional<std::string> from_hexadecimal(std::string_view digits) {
  std::string out;
  for (; digits.size() >= 2; digits.remove_prefix(2)) {
    unsigned value = 0;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + 2, value, 16);
    if (error != std::errc{} || end != digits.data() + 2) return std::nullopt;
    out += static_cast<char>(value);
  }
  if (!digits.empty()) return std::nullopt;
  return out;
}

}  // namespace

std::string format_worker_options(ReadOptions const& options) {
  auto const& limits = options.limits;
  return fmt::format("{},{},{},{},{},{},{},{},{},{},{},{},{},{},{}", static_cast<unsigned>(options.format),
                     static_cast<unsigned>(options.encoding), static_cast<unsigned char>(options.delimiter),
                     options.header_row, options.header_rows, options.no_header ? 1 : 0, limits.field_bytes,
                     limits.record_bytes, limits.columns, limits.block_bytes, limits.sample_bytes,
                     limits.key_sample_bytes, limits.key_sample_objects, limits.rows, in_hexadecimal(options.sheet));
}

std::optional<ReadOptions> parse_worker_options(std::string_view text) {
  std::array<std::uint64_t, 14> numbers = {};
  auto const parts = text::split(text, ',');
  if (parts.size() != numbers.size() + 1) return std::nullopt;
  auto sheet = from_hexadecimal(parts.back());
  if (!sheet) return std::nullopt;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    auto const number = text::parse_integer(parts[i]);
    if (!number || *number < 0) return std::nullopt;
    numbers[i] = static_cast<std::uint64_t>(*number);
  }
  if (numbers[0] > static_cast<std::uint64_t>(Format::ods) ||
      numbers[1] > static_cast<std::uint64_t>(Encoding::windows1252) || numbers[2] > 0x7f) {
    return std::nullopt;
  }
  return ReadOptions{.format = static_cast<Format>(numbers[0]),
                     .encoding = static_cast<Encoding>(numbers[1]),
                     .delimiter = static_cast<char>(numbers[2]),
                     .header_row = numbers[3],
                     .header_rows = static_cast<std::uint32_t>(numbers[4]),
                     .no_header = numbers[5] != 0,
                     .sheet = std::move(*sheet),
                     .limits = {.field_bytes = numbers[6],
                                .record_bytes = numbers[7],
                                .columns = static_cast<std::uint32_t>(numbers[8]),
                                .block_bytes = numbers[9],
                                .sample_bytes = numbers[10],
                                .key_sample_bytes = numbers[11],
                                .key_sample_objects = static_cast<std::uint32_t>(numbers[12]),
                                .rows = numbers[13]}};
}

Result<std::unique_ptr<RowSource>> open_in_worker(FileDescriptor file, ReadOptions options,
                                                  std::vector<std::string> worker_argv) {
  if (worker_argv.empty()) return fail(ReadFault::reader_died);
  std::array<int, 2> ends = {-1, -1};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(ReadFault::reader_died);
  FileDescriptor ours{ends[0]};
  FileDescriptor theirs{ends[1]};
  auto const told = pipe_holding(format_worker_options(options));
  if (!told) return fail(ReadFault::reader_died);
  ::fcntl(ours.get(), F_SETPIPE_SZ, pipe_bytes);  // fewer turns between the two; works without
  std::vector<char*> argv;
  for (auto& argument : worker_argv) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::array<char*, 1> environment = {nullptr};
  Launch const launch{argv.data(), environment.data(), file.get(), theirs.get(), told->get(), ::getpid()};
  // vfork: a hub in the middle of a large file would otherwise pay for a copy of its page tables with every file.
  // The child runs become_worker only, which calls what signal-safety(7) lists, and never returns.
  auto const id = ::vfork();
  if (id < 0) return fail(ReadFault::reader_died);
  if (id == 0) become_worker(launch);
  theirs.close();
  file.close();
  auto source = std::make_unique<WorkerSource>(Child{id}, std::move(ours), options.limits);
  if (auto const opened = source->open(); !opened) return fail(opened);
  return source;
}

}  // namespace concordat::intake
