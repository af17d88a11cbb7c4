// SPDX-License-Identifier: Apache-2.0
#include "ledger/rotation.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <system_error>

#include "base/date.h"
#include "base/file.h"
#include "base/sync_folder.h"
#include "base/text.h"
#include "crypto/private_file.h"
#include "ledger/signer_state.h"

namespace concordat::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_list = 1U << 20U;
constexpr std::string_view first_line = "concordat-rotation/1";

tl::unexpected<Problem> malformed() {
  return fail(Fault::malformed, "ledger.rotation-malformed", "The file signer.rotation is not one that a rotation of the ledger's key wrote.",
              "Bring the file back as it was; it says until when two keys sign.");
}

bool is_there(fs::path const& file) {
  std::error_code error;
  return fs::exists(file, error);
}

/// Only a file is a note of ours; what else may lie under its name stays where somebody put it.
bool has_note(SignerFiles const& files) {
  std::error_code error;
  return fs::is_regular_file(files.rotation, error);
}

Result<void> check_name_is_free(SignerFiles const& files) {
  if (!is_there(files.rotation) || has_note(files)) return {};
  return fail(Fault::conflict, "ledger.rotation-in-the-way", "Under the name signer.rotation lies something that is no file.",
              "Move it out of the folder of the keys; the hub writes that file itself.");
}

Result<void> done(std::error_code const& error) {
  if (error) return tl::unexpected<Problem>{file_problem(error.value())};
  return {};
}

Result<void> move_file(fs::path const& from, fs::path const& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) return done(error);
  return sync_folder(to.parent_path());
}

Result<void> remove_file(fs::path const& file) {
  std::error_code error;
  fs::remove(file, error);
  if (error) return done(error);
  return sync_folder(file.parent_path());
}

void tell(AtStep const& at, std::string_view step) {
  if (at) at(step);
}

/// The same file under a second name: no moment without one of them, and no second copy of the key to destroy.
Result<void> link_old_key(SignerFiles const& files) {
  if (::link(files.key.c_str(), files.retiring_key.c_str()) != 0) {
    int const error = errno;
    std::error_code unequal;
    // Linked before, by an exchange that was killed; a link to another key is of another exchange, and must not be lost.
    if (error != EEXIST || !fs::equivalent(files.key, files.retiring_key, unequal)) return tl::unexpected<Problem>{file_problem(error)};
  }
  return sync_folder(files.key.parent_path());
}

/// The value of a line "name value"; empty where there is no such line.
std::string value_of(std::vector<std::string_view> const& lines, std::string_view name) {
  for (auto const line : lines) {
    if (line.size() > name.size() && line.starts_with(name) && line[name.size()] == ' ') return std::string{line.substr(name.size() + 1)};
  }
  return {};
}

/// "signer-next.key.a1B2c3": how base/file.h names a file until it is whole.
bool is_unfinished(std::string_view name) {
  constexpr std::array<std::string_view, 5> begun{"signer-next.key.", "signer.rotation.", "signer.vkey.", "signer-former.vkeys.", "signer.state."};
  constexpr std::size_t ending = 6;
  return std::ranges::any_of(begun, [&](std::string_view start) {
    return name.size() == start.size() + ending && name.starts_with(start) && std::ranges::all_of(name.substr(start.size()), [](char one) { return std::isalnum(static_cast<unsigned char>(one)) != 0; });
  });
}

std::vector<fs::path> unfinished(SignerFiles const& files) {
  std::vector<fs::path> all;
  std::error_code error;
  for (fs::directory_iterator entry{files.key.parent_path(), error}, end; !error && entry != end; entry.increment(error)) {
    if (is_unfinished(entry->path().filename().string())) all.push_back(entry->path());
  }
  return all;
}

}  // namespace

SignerFiles::SignerFiles(fs::path const& folder)
    : key{folder / "signer.key"},
      first_key{folder / "signer-first.key"},
      state{folder / "signer.state"},
      vkey{folder / "signer.vkey"},
      rotation{folder / "signer.rotation"},
      next_key{folder / "signer-next.key"},
      retiring_key{folder / "signer-retiring.key"},
      retired_key{folder / "signer-retired.key"},
      former_vkeys{folder / "signer-former.vkeys"} {}

Result<std::optional<Rotation>> read_rotation(SignerFiles const& files) {
  if (auto free = check_name_is_free(files); !free) return fail(free);
  auto const text = read_file(files.rotation, 4096);
  if (!text && text.error().fault == Fault::not_found) return std::nullopt;
  if (!text) return fail(text);
  auto const lines = text::split(*text, '\n');
  if (lines.front() != first_line) return malformed();
  auto const old_key = VerifierKey::parse(value_of(lines, "old"));
  auto const new_key = VerifierKey::parse(value_of(lines, "new"));
  auto const entry = text::parse_integer(value_of(lines, "entry"));
  auto const until = parse_instant(value_of(lines, "until"));
  if (!old_key || !new_key || !entry || *entry < 0 || !until) return malformed();
  return Rotation{*old_key, *new_key, static_cast<std::uint64_t>(*entry), *until};
}

Result<void> write_rotation(SignerFiles const& files, Rotation const& rotation) {
  if (auto free = check_name_is_free(files); !free) return free;
  auto const text = fmt::format("{}\nold {}\nnew {}\nentry {}\nuntil {}\n", first_line, rotation.old_key.text(), rotation.new_key.text(),
                                rotation.entry, format_instant(rotation.until));
  return write_file(files.rotation, text);
}

Result<void> keep_former_key(SignerFiles const& files, VerifierKey const& key) {
  auto known = read_vkeys(files.former_vkeys);
  if (!known) return fail(known);
  std::string lines;
  for (auto const& one : *known) {
    if (one.text() == key.text()) return {};
    lines += one.text() + "\n";
  }
  return write_file(files.former_vkeys, lines + key.text() + "\n");
}

std::optional<ToldExchange> exchange_in(std::uint64_t index, std::string_view entry) {
  auto const keys = key_change_in(entry);
  auto const leaf = keys ? read_leaf(entry) : Result<Leaf>{malformed()};
  return leaf ? std::optional{ToldExchange{index, leaf->at, *keys}} : std::nullopt;
}

namespace {

/// From the newest entry back to `least`, until `look` has found what it wants.
Result<void> look_back(LogStorage const& storage, std::uint64_t size, std::uint64_t least, std::function<bool(std::uint64_t, std::string_view)> const& look) {
  for (auto end = size; end > least;) {
    auto const bundle = (end - 1) / tile_width;
    auto const first = bundle * tile_width;
    auto const width = width_of(size, 0, bundle);
    auto const bytes = storage.entries({bundle, width});
    auto const entries = bytes ? decode_bundle(*bytes, width) : Result<std::vector<std::string_view>>{fail(bytes)};
    if (!entries) return fail(entries);
    for (; end > std::max(first, least); --end) {
      if (look(end - 1, (*entries)[end - 1 - first])) return {};
    }
  }
  return {};
}

}  // namespace

Result<std::optional<ToldExchange>> newest_exchange(LogStorage const& storage, std::uint64_t size) {
  std::optional<ToldExchange> told;
  auto const looked = look_back(storage, size, 0, [&](std::uint64_t index, std::string_view entry) { return (told = exchange_in(index, entry)).has_value(); });
  if (!looked) return fail(looked);
  return told;
}

Result<std::optional<std::uint64_t>> entry_of_end(LogStorage const& storage, std::uint64_t size, Rotation const& rotation) {
  std::optional<std::uint64_t> told;
  auto const looked = look_back(storage, size, rotation.entry, [&](std::uint64_t index, std::string_view entry) {
    if (retired_key_in(entry) == rotation.old_key.public_key()) told = index;
    return told.has_value();
  });
  if (!looked) return fail(looked);
  return told;
}

bool exchange_is_open(SignerFiles const& files) { return is_there(files.next_key); }

Result<void> exchange_keys(SignerFiles const& files, Rotation const& rotation, AtStep const& at) {
  if (!exchange_is_open(files)) return {};
  if (auto linked = link_old_key(files); !linked) return linked;
  tell(at, "old key linked");
  if (auto kept = keep_former_key(files, rotation.old_key); !kept) return kept;
  tell(at, "old public key kept");
  if (auto published = write_file(files.vkey, rotation.new_key.text() + "\n"); !published) return published;
  tell(at, "new public key published");
  auto moved = move_file(files.next_key, files.key);
  if (moved) tell(at, "keys exchanged");
  return moved;
}

bool keys_are_exchanged(SignerFiles const& files) { return is_there(files.next_key) || is_there(files.retiring_key) || is_there(files.retired_key); }

bool has_leftovers(SignerFiles const& files) { return !unfinished(files).empty() || (has_note(files) && !keys_are_exchanged(files)); }

Result<void> clear_leftovers(SignerFiles const& files) {
  for (auto const& file : unfinished(files)) {
    std::error_code error;
    // one that got its name already is still this file too
    bool const alone = fs::hard_link_count(file, error) == 1 && !error;
    if (alone) {
      if (auto gone = crypto::overwrite_private_file(file); !gone) return gone;
    }
    if (auto gone = remove_file(file); !gone) return gone;
  }
  return has_note(files) && !keys_are_exchanged(files) ? remove_file(files.rotation) : Result<void>{};
}

Result<void> forget_next_key(SignerFiles const& files) {
  if (has_note(files)) {
    if (auto gone = remove_file(files.rotation); !gone) return gone;
  }
  std::error_code error;
  if (fs::equivalent(files.retiring_key, files.key, error) && !error) {
    if (auto gone = remove_file(files.retiring_key); !gone) return gone;
  }
  if (!is_there(files.next_key)) return {};
  if (auto gone = crypto::overwrite_private_file(files.next_key); !gone) return gone;
  return remove_file(files.next_key);
}

Result<bool> stop_retiring_key(SignerFiles const& files) {
  if (!is_there(files.retiring_key) || exchange_is_open(files)) return false;
  auto const line = read_file(files.vkey, 4096);
  auto const key = line ? VerifierKey::parse(text::trim(*line)) : Result<VerifierKey>{fail(line)};
  if (!key) return fail(key);
  auto const state = read_state(files.state);
  if (!state) return fail(state);
  if (!open_checkpoint(*state, *key)) return false;
  if (auto moved = move_file(files.retiring_key, files.retired_key); !moved) return fail(moved);
  return true;
}

Result<void> destroy_other_keys(SignerFiles const& files) {
  for (auto const& file : {files.next_key, files.retiring_key, files.retired_key}) {
    if (!is_there(file)) continue;
    std::error_code error;
    // an exchange that had only begun: the same file as the key, which stays
    if (!fs::equivalent(file, files.key, error)) {
      if (auto gone = crypto::overwrite_private_file(file); !gone) return gone;
    }
    if (auto gone = remove_file(file); !gone) return gone;
  }
  return has_note(files) ? remove_file(files.rotation) : Result<void>{};
}

Result<void> destroy_retired_key(SignerFiles const& files) {
  if (!is_there(files.retired_key)) return {};
  return crypto::overwrite_private_file(files.retired_key);
}

Result<void> end_rotation(SignerFiles const& files) {
  if (auto gone = remove_file(files.retired_key); !gone) return gone;
  return has_note(files) ? remove_file(files.rotation) : Result<void>{};
}

Result<std::vector<VerifierKey>> read_vkeys(fs::path const& file) {
  std::vector<VerifierKey> keys;
  auto const text = read_file(file, largest_list);
  if (!text && text.error().fault == Fault::not_found) return keys;
  if (!text) return fail(text);
  for (auto const line : text::split(*text, '\n')) {
    if (line.empty()) continue;
    auto key = VerifierKey::parse(line);
    if (!key) return fail(key);
    keys.push_back(std::move(*key));
  }
  return keys;
}

}  // namespace concordat::ledger
