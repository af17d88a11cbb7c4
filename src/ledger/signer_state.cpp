// SPDX-License-Identifier: Apache-2.0
#include "ledger/signer_state.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <optional>
#include <thread>
#include <utility>

#include "base/file.h"
#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "ledger/note.h"

namespace concordat::ledger {
namespace {

constexpr std::size_t place_size = 4096;  // a block of the usual disk and file system: a place shares none with the other
constexpr std::string_view mark = "concordat-signer-state/1 ";

constexpr std::chrono::milliseconds lock_pause{2};
constexpr std::uint64_t last_turn = std::uint64_t{1} << 62U;  // no signer lives so long; a greater one would begin at 0 again

struct Place {
  std::uint64_t turn = 0;
  std::string note;
};

/// The line over the note: the mark, the turn, the length of the note, and a hash of both and the note.
std::string heading(std::uint64_t turn, std::string_view note) {
  auto const numbers = fmt::format("{} {} ", turn, note.size());
  return fmt::format("{}{}{}\n", mark, numbers, crypto::to_hex(crypto::sha256(numbers + std::string{note})));
}

std::string padded(std::uint64_t turn, std::string_view note) {
  auto bytes = heading(turn, note).append(note);
  if (bytes.size() < place_size) bytes.resize(place_size, '\0');
  return bytes;
}

std::optional<std::uint64_t> number_before_space(std::string_view& from) {
  std::uint64_t number = 0;
  auto const [end, error] = std::from_chars(from.data(), from.data() + from.size(), number);
  if (error != std::errc{} || end == from.data() + from.size() || *end != ' ') return std::nullopt;
  from.remove_prefix(static_cast<std::size_t>(end - from.data()) + 1);
  return number;
}

/// Nothing where a place was never written, or not to its end.
std::optional<Place> whole(std::string_view bytes) {
  if (!bytes.starts_with(mark)) return std::nullopt;
  auto rest = bytes.substr(mark.size());
  auto const turn = number_before_space(rest);
  auto const length = turn ? number_before_space(rest) : std::nullopt;
  auto const line_end = rest.find('\n');
  if (!length || *turn > last_turn || line_end == std::string_view::npos || *length > rest.size() - line_end - 1) return std::nullopt;
  auto const note = rest.substr(line_end + 1, *length);
  if (!bytes.starts_with(heading(*turn, note))) return std::nullopt;
  return Place{*turn, std::string{note}};
}

std::uint64_t tree_size_of(std::string const& note) {
  auto const parsed = parse_note(note);
  auto const checkpoint = parsed ? parse_checkpoint(parsed->text) : Result<Checkpoint>{fail(parsed)};
  return checkpoint ? checkpoint->head.size : 0;
}

struct Layout {
  std::array<std::optional<Place>, 2> places;

  /// The greater tree first: nobody but the key makes a note, and everybody can make a turn.
  [[nodiscard]] std::size_t newest() const {
    if (!places[0] || !places[1]) return places[0] ? 0 : 1;
    auto const of = [](Place const& place) { return std::pair{tree_size_of(place.note), place.turn}; };
    return of(*places[1]) > of(*places[0]) ? 1 : 0;
  }
  [[nodiscard]] std::uint64_t next_turn() const { return std::max(places[0] ? places[0]->turn : 0, places[1] ? places[1]->turn : 0) + 1; }
};

/// Nothing where the file is not laid out in places.
std::optional<Layout> layout_of(std::string_view bytes) {
  if (bytes.size() != 2 * place_size) return std::nullopt;
  Layout const layout{{whole(bytes.substr(0, place_size)), whole(bytes.substr(place_size))}};
  return layout.places[0] || layout.places[1] ? std::optional{layout} : std::nullopt;
}

Result<std::string> note_in(std::string_view bytes, std::optional<Layout> const& layout) {
  if (layout) return layout->places[layout->newest()]->note;
  if (bytes.starts_with(mark) || bytes.find('\0') != std::string_view::npos) return tl::unexpected<Problem>{problem_of(Refusal::state)};
  return std::string{bytes};
}

Result<void> problem_of_errno() { return tl::unexpected<Problem>{file_problem(errno)}; }

/// The bytes at their place, forced to the disk.
Result<void> force(std::filesystem::path const& file, std::string_view bytes, std::size_t at) {
  int const descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return problem_of_errno();
  bool fine = true;
  while (fine && !bytes.empty()) {
    auto const written = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(at));
    if (written < 0 && errno == EINTR) continue;
    fine = written > 0;
    if (!fine) break;
    bytes.remove_prefix(static_cast<std::size_t>(written));
    at += static_cast<std::size_t>(written);
  }
  fine = fine && ::fdatasync(descriptor) == 0;
  auto const result = fine ? Result<void>{} : problem_of_errno();
  ::close(descriptor);
  return result;
}

}  // namespace

StateLock::StateLock(std::filesystem::path const& state_file, std::chrono::milliseconds patience)
    : file_{::open((state_file.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)} {
  unwritable_ = file_ < 0 && (errno == EROFS || errno == EACCES || errno == ENOSPC || errno == EDQUOT);
  if (file_ < 0) return;
  auto const until = std::chrono::steady_clock::now() + patience;
  while (!(held_ = ::flock(file_, LOCK_EX | LOCK_NB) == 0)) {
    busy_ = errno == EWOULDBLOCK || errno == EINTR;
    if (!busy_ || std::chrono::steady_clock::now() >= until) return;
    std::this_thread::sleep_for(lock_pause);
  }
}

StateLock::~StateLock() {
  if (file_ >= 0) ::close(file_);
}

std::optional<Refusal> StateLock::refusal(Refusal missing) const {
  if (held_) return std::nullopt;
  if (busy_) return Refusal::busy;
  return unwritable_ ? Refusal::storage : missing;
}

Result<std::string> parse_state(std::string_view bytes) { return note_in(bytes, layout_of(bytes)); }

Result<std::string> read_state(std::filesystem::path const& file) {
  auto const bytes = read_file(file, largest_note);
  return bytes ? parse_state(*bytes) : bytes;
}

Result<std::string> StateFile::read() {
  auto const bytes = read_file(file_, largest_note);
  if (!bytes) return bytes;
  auto const layout = layout_of(*bytes);
  next_ = layout ? std::optional{Next{1 - layout->newest(), layout->next_turn()}} : std::nullopt;
  auto note = note_in(*bytes, layout);
  if (!note || *note == forced_) return note;
  // Whether it got to the disk nobody can ask: after a forced write that failed the system takes the page for written. So it goes
  // into a new file.
  forced_.clear();
  if (auto const kept = write(*note); !kept) return fail(kept);
  return note;
}

Result<void> StateFile::write(std::string const& note) {
  bool const in_place = next_ && !forced_.empty();
  auto const place = padded(in_place ? next_->turn : 1, note);
  forced_.clear();
  Result<void> kept;
  if (place.size() > place_size) {
    kept = write_file(file_, note, {.mode = 0600});  // a name of a log that fills a place alone: a new file each time
    next_.reset();
  } else if (in_place) {
    kept = force(file_, place, next_->place * place_size);
    next_ = Next{1 - next_->place, next_->turn + 1};
  } else {
    kept = write_file(file_, place + std::string(place_size, '\0'), {.mode = 0600});
    next_ = Next{1, 2};
  }
  if (kept) forced_ = note;
  return kept;
}

}  // namespace concordat::ledger
