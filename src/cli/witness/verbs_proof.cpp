// SPDX-License-Identifier: Apache-2.0
// A proof that one entry stands in a ledger, checked by whoever was given it.
#include "cli/witness/check_proof.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "base/date.h"
#include "base/file.h"
#include "base/text.h"
#include "base/visible.h"
#include "cli/office.h"
#include "ledger/leaf.h"
#include "ledger/witness/add_checkpoint.h"
#include "ledger/witness/cosignature.h"
#include "ledger/witness/tlog_proof.h"

namespace concordat::cli {
namespace {

constexpr std::uint64_t largest_key_file = 65536;

struct Keys {
  std::vector<ledger::VerifierKey> logs;
  std::vector<ledger::VerifierKey> witnesses;
};

/// A key that stands twice in the file counts once.
void put_once(std::vector<ledger::VerifierKey>& keys, ledger::VerifierKey key) {
  bool const there = std::ranges::any_of(keys, [&](auto const& known) { return known.text() == key.text(); });
  if (!there) keys.push_back(std::move(key));
}

Result<Keys> read_keys(std::string const& file) {
  auto const text = read_file(file, largest_key_file);
  if (!text) return fail(text);
  Keys keys;
  for (auto const line : text::split(*text, '\n')) {
    if (text::trim(line).empty()) continue;
    if (auto witness = ledger::VerifierKey::parse(text::trim(line), ledger::KeyType::cosigner)) {
      put_once(keys.witnesses, std::move(*witness));
      continue;
    }
    auto log = ledger::VerifierKey::parse(text::trim(line));
    if (!log) return fail(log);
    put_once(keys.logs, std::move(*log));
  }
  return keys;
}

/// What a proof says, as far as these keys bear it out.
struct Checked {
  ledger::Checkpoint checkpoint;
  std::vector<std::string> signed_by;
  std::vector<std::pair<std::string, Instant>> cosigned;
  std::size_t others = 0;  ///< signatures of keys that were not given
};

Result<Checked> check(ledger::TlogProof const& proof, std::string_view entry, Keys const& keys) {
  Checked checked;
  auto last = Result<void>{fail(Fault::missing, "proof.no-key", "The file of keys has none of a ledger.", "Name the file with the ledger's public key (vkey).")};
  for (auto const& key : keys.logs) {
    auto const checkpoint = ledger::open_checkpoint(proof.note, key);
    if (!checkpoint && checked.signed_by.empty()) last = fail(checkpoint);
    if (!checkpoint) continue;
    if (auto const holds = ledger::check_tlog_proof(proof, entry, key); !holds) return fail(holds);
    checked.checkpoint = *checkpoint;
    checked.signed_by.push_back(key.text());
  }
  if (checked.signed_by.empty()) return fail(last);
  auto const note = ledger::parse_note(proof.note);
  for (auto const& key : keys.witnesses) {
    if (auto const found = ledger::find_cosignature(*note, key)) checked.cosigned.emplace_back(key.name(), found->at);
  }
  checked.others = note->signatures.size() - std::min(note->signatures.size(), checked.signed_by.size() + checked.cosigned.size());
  return checked;
}

Exit does_not_hold(Arguments const& arguments, std::optional<std::uint64_t> index, Problem const& problem) {
  if (arguments.json) {
    Json json;
    json.set("holds", false).set("problem", to_json(problem));
    if (index) json.set("index", *index);
    print_json(json);
  } else {
    print(fmt::format("{} does NOT prove {}: {}\n", visible(arguments.files.front()), index ? fmt::format("entry {}", *index) : "anything", sentence(problem)));
  }
  return Exit::findings;
}

void print_checked(ledger::TlogProof const& proof, Checked const& checked, std::string_view entry) {
  print(fmt::format("Entry {} stands in the ledger {} of {} entries.\n", proof.index, visible(checked.checkpoint.origin), checked.checkpoint.head.size));
  for (auto const& key : checked.signed_by) print(fmt::format("  signed by {}\n", visible(key)));
  for (auto const& [name, at] : checked.cosigned) print(fmt::format("  cosigned by {} at {}\n", visible(name), format_instant(at)));
  if (checked.others > 0) print(fmt::format("  {} more signatures, of keys that were not given\n", checked.others));
  if (auto const leaf = ledger::read_leaf(entry)) print(fmt::format("The entry is of {} ({}):\n", format_instant(leaf->at), ledger::name_of(leaf->event)));
  print(fmt::format("{}\n", visible(entry)));
}

Json to_json(ledger::TlogProof const& proof, Checked const& checked, std::string_view entry) {
  Json keys{Json::Array{}};
  for (auto const& key : checked.signed_by) keys.push(key);
  Json cosigned{Json::Array{}};
  for (auto const& [name, at] : checked.cosigned) cosigned.push(Json{}.set("name", name).set("at", format_instant(at)));
  Json json;
  json.set("holds", true).set("index", proof.index).set("size", checked.checkpoint.head.size).set("log", checked.checkpoint.origin);
  json.set("signed_by", std::move(keys)).set("cosigned", std::move(cosigned)).set("other_signatures", static_cast<std::uint64_t>(checked.others));
  return json.set("entry", entry);
}

}  // namespace

Exit run_ledger_check_proof(Arguments const& arguments) {
  auto const& file = arguments.files.front();
  auto text = read_file(file, ledger::largest_add_checkpoint);
  if (!text) return complain(arguments, text.error(), file);
  auto const keys = read_keys(arguments.vkey);
  if (!keys) return complain(arguments, keys.error(), arguments.vkey);
  // Mail and editors end lines in two bytes; what was signed has one, and the signature is held against that.
  std::erase(*text, '\r');
  auto const proof = ledger::parse_tlog_proof(*text);
  if (!proof) return does_not_hold(arguments, std::nullopt, proof.error());
  bool const beside = arguments.files.size() > 1;
  auto const entry = beside ? read_file(arguments.files.back(), ledger::largest_entry) : Result<std::string>{proof->extra};
  if (!entry) return complain(arguments, entry.error(), arguments.files.back());
  if (entry->empty()) {
    fmt::print(stderr, "This proof does not hold the entry itself: name a file with its bytes behind it.\n");
    return Exit::usage;
  }
  auto const checked = check(*proof, *entry, *keys);
  if (!checked) return does_not_hold(arguments, proof->index, checked.error());
  if (arguments.json) print_json(to_json(*proof, *checked, *entry));
  else print_checked(*proof, *checked, *entry);
  return Exit::ok;
}

}  // namespace concordat::cli
