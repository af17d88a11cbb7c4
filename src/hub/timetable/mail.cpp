// SPDX-License-Identifier: Apache-2.0
#include "hub/timetable/mail.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <system_error>
#include <thread>
#include <vector>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/file.h"
#include "base/text.h"

namespace concordat::hub {
namespace {

constexpr std::chrono::milliseconds look_every{20};
constexpr int longest_looks = 3'000;  // a minute

tl::unexpected<Problem> no_program() {
  return fail(Fault::unavailable, "mail.no-program", "The program that sends e-mail could not be started.",
              "Look whether the path of 'sendmail' is right; the messages stay and go out the next time.");
}

tl::unexpected<Problem> not_taken() {
  return fail(Fault::unavailable, "mail.refused", "The program that sends e-mail did not take a message.",
              "Look into the mail system's own log; the message stays and goes out the next time.");
}

/// The message as the standard input of a child, in memory only.
int input_of(std::string const& bytes) {
  int const file = ::memfd_create("mail", MFD_CLOEXEC);
  if (file < 0) return -1;
  std::size_t done = 0;
  while (done < bytes.size()) {
    auto const wrote = ::write(file, bytes.data() + done, bytes.size() - done);
    if (wrote <= 0) {
      ::close(file);
      return -1;
    }
    done += static_cast<std::size_t>(wrote);
  }
  ::lseek(file, 0, SEEK_SET);
  return file;
}

/// True where it ended with 0 in time.
bool ended_well(pid_t process) {
  int status = 0;
  for (int look = 0; look < longest_looks; ++look) {
    auto const ended = ::waitpid(process, &status, WNOHANG);
    if (ended == process) return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (ended < 0) return false;
    std::this_thread::sleep_for(look_every);
  }
  ::kill(process, SIGKILL);
  ::waitpid(process, &status, 0);
  return false;
}

/// Without a shell, with an environment of its own, with nothing of ours open.
Result<void> hand_over(std::string const& bytes, Mail const& mail, std::string program) {
  int const input = input_of(bytes);
  if (input < 0) return not_taken();
  std::array<std::string, 6> words{std::move(program), "-i", "-f", mail.from, "--", mail.to};
  std::array<char*, words.size() + 1> arguments{};
  for (std::size_t i = 0; i < words.size(); ++i) arguments.at(i) = words.at(i).data();
  std::string path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";
  std::array<char*, 2> environment{path.data(), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawnattr_t attributes;
  ::posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  ::posix_spawnattr_setsigmask(&attributes, &none);  // a server blocks the signals that would end the child
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  pid_t process = 0;
  int const failed = ::posix_spawn(&process, arguments.front(), &actions, &attributes, arguments.data(), environment.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(input);
  if (failed != 0) return no_program();
  return ended_well(process) ? Result<void>{} : not_taken();
}

/// A message that write_file was killed over: ID.eml and six characters of its own.
bool is_torn(std::filesystem::path const& path) {
  constexpr std::size_t own_letters = 6;
  return path.stem().extension() == ".eml" && path.extension().string().size() == 1 + own_letters;
}

std::string date_of(Instant at) {
  return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", std::chrono::floor<std::chrono::seconds>(at));
}

}  // namespace

std::string message_of(Mail const& mail) {
  auto const host = mail.from.substr(mail.from.rfind('@') + 1);
  std::string out = fmt::format(
      "Date: {}\r\nFrom: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\nAuto-Submitted: auto-generated\r\n"
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {}\r\n\r\n",
      date_of(mail.at), mail.from, mail.to, mail.subject, mail.id, host, text::is_ascii(mail.text) ? "7bit" : "8bit");
  for (char const c : mail.text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

void clear_torn_messages(std::filesystem::path const& spool) {
  std::error_code ignored;
  std::vector<std::filesystem::path> torn;
  for (auto const& entry : std::filesystem::directory_iterator{spool, ignored}) {
    if (is_torn(entry.path())) torn.push_back(entry.path());
  }
  for (auto const& path : torn) std::filesystem::remove(path, ignored);
}

Result<void> deliver(Mail const& mail, MailRoute const& route) {
  auto const bytes = message_of(mail);
  if (!route.spool.empty()) {
    auto written = write_file(route.spool / (mail.id + ".eml"), bytes, {.mode = 0640});
    if (!written) return written;
  }
  if (route.sendmail.empty()) return {};
  return hand_over(bytes, mail, route.sendmail.string());
}

}  // namespace concordat::hub
