// SPDX-License-Identifier: Apache-2.0
// T01 to T05, T13, T21 and T22: what somebody who owns the database, or even the key, changes is found.
#include <unistd.h>

#include <cstring>

#include "hub/log/failures_test_tools.h"
#include "ledger/signer_protocol.h"
#include "ledger/verify.h"

namespace concordat::hub::failing {
namespace {

/// Greets as the signer of these keys would, and answers each question with the greeting again.
int speak_nonsense(fs::path const& keys) {
  auto const key = read_file(keys / "signer.vkey", 4096);
  auto const note = read_file(keys / "signer.state", 4096);
  if (!key || !note) return 1;
  ledger::Frame const greeting{ledger::FrameKind::ready, fmt::format("{}\n{}", text::trim(*key), *note)};
  ledger::FrameChannel channel{0, 1};
  do {
    if (!channel.send(greeting)) return 1;
  } while (channel.receive({}).value_or(std::nullopt));
  return 0;
}

/// This program is its own signer when it is called with this word, before any test is looked at.
[[gnu::constructor]] void be_the_signer(int count, char** words, char**) {
  if (count == 3 && std::strcmp(words[1], "failures-signer") == 0) ::_exit(ledger::run_signer(signer_options(words[2])));
  if (count == 3 && std::strcmp(words[1], "failures-signer-at-once") == 0) {
    auto options = signer_options(words[2]);
    options.lock_wait = std::chrono::milliseconds{0};
    ::_exit(ledger::run_signer(options));
  }
  // as log_options calls it: --keys FOLDER --wait-ms N
  if (count == 6 && std::strcmp(words[1], "failures-nonsense-of-hub") == 0) ::_exit(speak_nonsense(words[3]));
  if (count == 6 && std::strcmp(words[1], "failures-signer-of-hub") == 0) ::_exit(ledger::run_signer(signer_options(words[3])));
}

}  // namespace

CONCORDAT_ON_BOTH_STORES(LedgerFailures);

TEST_P(LedgerFailures, T01_AnyFlippedBitIsFoundAndItsEntryNamed) {
  grow(300);
  auto const note = **log_->note();
  auto const key = *log_->verifier();
  // what is stored, in memory: 10,000 flips in the database itself would take minutes
  ledger::MemoryLog copy;
  copy.add(stored());
  ASSERT_TRUE(ledger::verify_log(copy, note, key)->intact());
  std::vector<std::pair<unsigned, std::uint64_t>> tiles;
  for (auto const& [place, bytes] : copy.tiles) tiles.push_back(place);
  for (int flip = 0; flip < times("CONCORDAT_FLIPS", 5'000); ++flip) {
    auto const change = [&](std::string& bytes) {
      auto const bit = chance_.below(bytes.size() * 8);
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ static_cast<char>(1U << bit % 8));
      return bit / 8;
    };
    auto const kind = chance_.below(3);
    if (kind == 0) {
      auto const index = chance_.below(copy.stored.size());
      auto const before = copy.stored[index];
      change(copy.stored[index]);
      EXPECT_EQ(ledger::verify_log(copy, note, key)->first_bad, index);
      copy.stored[index] = before;
    } else if (kind == 1) {
      auto const place = tiles[chance_.below(tiles.size())];
      auto const before = copy.tiles[place];
      auto const hash = change(copy.tiles[place]) / ledger::hash_size;
      auto const first = (place.second * ledger::tile_width + hash) << (place.first * ledger::tile_height);
      EXPECT_EQ(ledger::verify_log(copy, note, key)->first_bad, first) << place.first;
      copy.tiles[place] = before;
    } else {
      auto changed = note;
      change(changed);
      EXPECT_FALSE(ledger::verify_log(copy, changed, key)->intact());
    }
  }
}

TEST_P(LedgerFailures, T01_AFlippedBitInTheDatabaseIsFound) {
  grow(300);
  take_belt_off();
  auto const flip = [](std::string bytes, std::size_t at) {
    bytes[at] = static_cast<char>(bytes[at] ^ 4);
    return bytes;
  };
  for (std::uint64_t const index : {0U, 41U, 255U, 256U, 299U}) {
    auto const before = *log_->entry(index);
    ASSERT_TRUE(connection_->execute("UPDATE ledger_leaf SET entry = ? WHERE i = ?", crypto::bytes_of(flip(before, 17)), index));
    EXPECT_EQ(log_->verify()->first_bad, index);
    ASSERT_TRUE(connection_->execute("UPDATE ledger_leaf SET entry = ? WHERE i = ?", crypto::bytes_of(before), index));
  }
  auto const tile = *log_->storage().tile({0, 1, 44});
  ASSERT_TRUE(connection_->execute("UPDATE ledger_tile SET bytes = ? WHERE level = 0 AND n = 1", crypto::bytes_of(flip(tile, 32 * 9))));
  EXPECT_EQ(log_->verify()->first_bad, 256U + 9U);
  ASSERT_TRUE(connection_->execute("UPDATE ledger_tile SET bytes = ? WHERE level = 0 AND n = 1", crypto::bytes_of(tile)));
  EXPECT_EQ(verdict(), "intact");
}

TEST_P(LedgerFailures, T02_TheSignerSignsNoShorterLog) {
  grow(40);
  auto history = stored();
  history.resize(35);
  rewrite(history);
  run("DELETE FROM ledger_checkpoint");
  EXPECT_EQ(code_of(log_->sign_pending()), "ledger.log-shorter");
  EXPECT_EQ(append(), "ledger.log-shorter");
}

TEST_P(LedgerFailures, T03_AnInsertedSwappedOrDoubledEntryIsFound) {
  grow(40);
  auto const honest = stored();
  auto inserted = honest;
  inserted.insert(inserted.begin() + 20, *ledger::write_leaf(leaf()));
  auto swapped = honest;
  std::swap(swapped[20], swapped[21]);
  auto doubled = honest;
  doubled.insert(doubled.begin() + 20, doubled[20]);
  for (auto const& history : {inserted, swapped, doubled}) {
    rewrite(history);
    EXPECT_NE(verdict(), "intact") << "tiles and head rebuilt to fit";
    rewrite(honest);
    EXPECT_EQ(verdict(), "intact");
  }
}

TEST_P(LedgerFailures, T04_AHistoryRebuiltFromOneEntryOnFitsNoCheckpointThatSomebodyKept) {
  grow(30);
  auto const kept = **log_->note();
  grow(20);
  auto history = stored();
  for (std::size_t at = 25; at < history.size(); ++at) history[at] = *ledger::write_leaf(leaf());
  rewrite(history);
  EXPECT_NE(verdict(), "intact");
  auto const forged = sign_with_the_stolen_key();
  ASSERT_EQ(verdict(), "intact") << "with key, state and database in one hand, nothing inside tells";
  auto const report = ledger::verify_log(log_->storage(), forged, *log_->verifier(), {.older_notes = {kept}});
  EXPECT_EQ(report->code.view(), "ledger.history-rewritten");
  auto const head = ledger::open_checkpoint(forged, *log_->verifier())->head;
  ledger::TileHashes hashes{log_->storage(), head.size};
  auto const proof = ledger::prove_consistency(30, head.size, hashes);
  EXPECT_FALSE(ledger::check_consistency(*proof, ledger::open_checkpoint(kept, *log_->verifier())->head, head));
}

TEST_P(LedgerFailures, T13_AnErasedPersonIsNoiseInABackupTooAndNoGuessFindsIt) {
  ASSERT_TRUE(store::KeyVault::create_root_key(folder() / "root.key", chance_));
  auto vault = store::KeyVault::open(another_url(), folder() / "root.key", clock_, chance_);
  ASSERT_TRUE(vault && vault->make_agency_key(1));
  {
    auto batch = vault->begin_sealing(1);
    for (std::int64_t record = 4711; record <= 4712; ++record) ASSERT_TRUE(batch->seal(record, "somebody"));
    ASSERT_TRUE(batch->commit());
  }
  auto with_vault = options();
  with_vault.vault = &*vault;
  log_ = std::make_unique<Log>(*connection_, clock_, chance_, with_vault);
  for (std::int64_t const record : {4711, 4711, 4712}) {
    Entry entry{leaf(), {ledger::new_opening(fmt::format("record:{}", record), chance_)}, {{record, 1, 1}}};
    entry.leaf.subjects = {ledger::commit(entry.openings.front())};
    auto transaction = store::Transaction::write(*connection_);
    ASSERT_EQ(code_of(log_->append(*transaction, entry)), "fine");
    ASSERT_TRUE(transaction->commit());
  }
  ASSERT_TRUE(log_->sign_pending());
  struct Row {
    std::int64_t leaf, k;
    std::string salt, sealed, ref;
  };
  std::vector<Row> backup;
  ASSERT_TRUE(connection_->query("SELECT leaf, k, salt, sealed, key_ref FROM ledger_opening ORDER BY leaf", [&](store::Row const& row) {
    backup.push_back({row.integer(0), row.integer(1), std::string{crypto::text_of(row.blob(2))}, std::string{crypto::text_of(row.blob(3))}, row.string(4)});
  }));
  ASSERT_TRUE(*log_->opening_holds(0, 0));
  std::int64_t const person = 4711;
  ASSERT_EQ(*vault->erase(std::span{&person, 1}), 1);
  run("DELETE FROM ledger_opening");
  for (auto const& row : backup) {  // last night's copy of the main database, put back
    ASSERT_TRUE(connection_->execute("INSERT INTO ledger_opening (leaf, k, salt, sealed, key_ref) VALUES (?, ?, ?, ?, ?)", row.leaf, row.k,
                                     crypto::bytes_of(row.salt), crypto::bytes_of(row.sealed), row.ref));
  }
  EXPECT_EQ(code_of(log_->opening(0, 0)), "ledger.opening-erased");
  EXPECT_EQ(code_of(log_->opening(1, 0)), "ledger.opening-erased");
  EXPECT_TRUE(*log_->opening_holds(2, 0)) << "another person's";
  EXPECT_EQ(verdict(), "intact") << "every proof still holds";
  auto const subject = ledger::read_leaf(*log_->entry(0))->subjects.front();
  EXPECT_NE(subject, ledger::read_leaf(*log_->entry(1))->subjects.front()) << "two entries about one person are not alike";
  // Every number there might be, under every 32 bytes that the database still holds.
  std::vector<ledger::Salt> salts{{}};
  for (auto const& row : backup) {
    salts.push_back(crypto::hash_from_bytes(row.salt));
    salts.push_back(crypto::hash_from_bytes(std::string_view{row.sealed}.substr(0, 32)));
    salts.push_back(crypto::hash_from_bytes(std::string_view{row.sealed}.substr(row.sealed.size() - 32)));
  }
  auto const guesses = times("CONCORDAT_GUESSES", 100'000) / static_cast<int>(salts.size()) + 4'800;
  int found = 0;
  for (auto const& salt : salts) {
    for (int guess = 0; guess < guesses; ++guess) found += ledger::commit(salt, fmt::format("record:{}", guess)) == subject ? 1 : 0;
  }
  EXPECT_EQ(found, 0);
}

TEST_P(LedgerFailures, T15_AnEntryThatIsTooLongIsRefusedBeforeAnythingIsWritten) {
  grow(3);
  auto transaction = store::Transaction::write(*connection_);
  auto what = leaf();
  for (int field = 0; field < 700; ++field) what.fields.emplace_back(100, 'f');
  EXPECT_EQ(code_of(log_->append(*transaction, what)), "ledger.leaf-too-large");
  what.fields.assign(40, std::string(100, 'f'));
  EXPECT_EQ(code_of(log_->append(*transaction, what)), "ledger.leaf-too-large") << "over 4,096 bytes, of which the format would take 65,535";
  transaction->roll_back();
  EXPECT_EQ(append(), "fine");
  EXPECT_EQ(*log_->size(), 4U);
}

TEST_P(LedgerFailures, T21_NoFieldTakesWhatCouldSteerAReader) {
  for (std::string_view const wild : {"a\nb", "a\rb", "a\x1b[2J", "a\xe2\x80\xae" "b", "a\xe2\x81\xa6" "b", "a\"b", "a\\b", "a\x7f", "\xff", "a b", ""}) {
    using Set = void (*)(ledger::Leaf&, std::string);
    for (Set const set : {Set{[](ledger::Leaf& to, std::string text) { to.agreement = std::move(text); }}, Set{[](ledger::Leaf& to, std::string text) { to.rules = {std::move(text)}; }},
                          Set{[](ledger::Leaf& to, std::string text) { to.purpose = std::move(text); }}, Set{[](ledger::Leaf& to, std::string text) { to.from = std::move(text); }},
                          Set{[](ledger::Leaf& to, std::string text) { to.to = std::move(text); }}, Set{[](ledger::Leaf& to, std::string text) { to.actor = std::move(text); }},
                          Set{[](ledger::Leaf& to, std::string text) { to.form = std::move(text); }}, Set{[](ledger::Leaf& to, std::string text) { to.fields = {std::move(text)}; }},
                          Set{[](ledger::Leaf& to, std::string text) { to.why = {std::move(text)}; }}, Set{[](ledger::Leaf& to, std::string text) { to.request = std::move(text); }},
                          Set{[](ledger::Leaf& to, std::string text) { to.previous = std::move(text); }}}) {
      auto what = leaf();
      set(what, std::string{wild});
      auto const entry = ledger::write_leaf(what);
      if (!entry) continue;
      EXPECT_TRUE(wild.empty()) << wild << " got into " << *entry;
    }
  }
  // what is committed to may say anything: its JSON has no line end and no control
  auto const opening = ledger::new_opening(Json{}.set("why", "a\nb\x1b[2J").canonical(), chance_);
  EXPECT_EQ(opening.value, "{\"why\":\"a\\nb\\u001b[2J\"}");
}

TEST_P(LedgerFailures, T22_WithTheDatabaseAndWithoutTheKeyNothingCanBeChangedUnseen) {
  grow(40);
  auto const honest = stored();
  auto const saved = **log_->note();
  auto flipped = honest;
  flipped[7][20] = static_cast<char>(flipped[7][20] ^ 1);
  auto shorter = honest;
  shorter.resize(33);
  auto swapped = honest;
  std::swap(swapped[1], swapped[2]);
  auto rewritten = honest;
  for (std::size_t at = 10; at < rewritten.size(); ++at) rewritten[at] = *ledger::write_leaf(leaf());
  for (auto const& history : {flipped, shorter, swapped, rewritten}) {
    rewrite(history);
    EXPECT_NE(verdict(), "intact");
    run("DELETE FROM ledger_checkpoint");
    auto const signing = code_of(log_->sign_pending());
    EXPECT_TRUE(signing == "ledger.log-rewritten" || signing == "ledger.log-shorter") << signing;
    EXPECT_NE(append(), "fine") << "and nothing more is recorded or handed out";
    rewrite(honest);
    ASSERT_TRUE(connection_->execute("INSERT INTO ledger_checkpoint (size, note, signed_at) VALUES (40, ?, 'x')", saved));
  }
  EXPECT_EQ(verdict(), "intact");
  EXPECT_EQ(append(), "fine");
}

TEST_P(LedgerFailures, T23_EachKeptCheckpointIsHeldAgainstTheLogAtItsSize) {
  constexpr std::uint64_t many = 2500;
  grow(many);
  auto const key = crypto::read_signing_key(keys() / "signer.key");
  ASSERT_TRUE(key);
  auto const put_note = [&](std::uint64_t size, std::string const& note) {
    ASSERT_TRUE(connection_->execute("INSERT INTO ledger_checkpoint (size, note, signed_at) VALUES (?, ?, 'x') ON CONFLICT (size) DO UPDATE SET note = excluded.note", size, note));
  };
  std::vector<std::string> honest;
  ledger::Edge edge;
  auto const all = stored();
  auto transaction = store::Transaction::write(*connection_);
  ASSERT_TRUE(transaction);
  for (auto const& entry : all) {
    edge.add(ledger::leaf_hash(entry), [](ledger::Tile const&) {});
    honest.push_back(ledger::sign_checkpoint(edge.head(), *log_->verifier(), *key));
    if (edge.size() < many) put_note(edge.size(), honest.back());
  }
  ASSERT_EQ(code_of(transaction->commit()), "fine");
  ASSERT_EQ(verdict(), "intact");
  auto const another = crypto::SigningKey::generate(chance_);
  for (std::uint64_t const size : {1U, 1001U, 1002U, 2498U}) {
    ledger::TreeHead const rewritten{size, ledger::leaf_hash("another history")};
    put_note(size, ledger::sign_checkpoint(rewritten, *log_->verifier(), *key));
    EXPECT_EQ(verdict(), "ledger.history-rewritten") << size;
    put_note(size, ledger::sign_checkpoint(rewritten, *log_->verifier(), another));
    EXPECT_EQ(verdict(), "ledger.older-checkpoint") << size;
    put_note(size, honest[size]);
    EXPECT_EQ(verdict(), "ledger.older-checkpoint") << size << ": of another size";
    put_note(size, honest[size - 1]);
    EXPECT_EQ(verdict(), "intact") << size;
  }
}

}  // namespace concordat::hub::failing
