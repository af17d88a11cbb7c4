// SPDX-License-Identifier: Apache-2.0
// Any bytes as a backup: as the sealed container, as what lies inside one that opened (the dump, the files of keys), and
// as its manifest. Read or refused; a dump that is refused leaves no row; a manifest that is read writes itself again.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crypto/sealed_stream.h"
#include "hub/backup/key_files.h"
#include "hub/backup/manifest.h"
#include "store/dump.h"

namespace {

using namespace concordat;

void check(bool holds) {
  if (!holds) std::abort();
}

class From final : public store::DumpSource {
 public:
  explicit From(std::string_view text) : rest_{text} {}
  Result<void> read(char* to, std::size_t size) override {
    if (rest_.size() < size) return fail(Fault::malformed, "dump.cut", "Cut.", "Take another.");
    std::copy_n(rest_.begin(), size, to);
    rest_.remove_prefix(size);
    return {};
  }

 private:
  std::string_view rest_;
};

crypto::Identity const& identity() {
  static auto const made = [] {
    SeededChance chance{1};
    return crypto::Identity::generate(chance);
  }();
  return made;
}

/// As a stranger's file, and as one whose header is right, so that the chunks are reached.
void open_container(std::string_view bytes) {
  std::string plain;
  if (auto opener = crypto::StreamOpener::begin(bytes.substr(0, crypto::stream_header_size), identity())) std::abort();
  crypto::StreamSealer sealer{identity().recipient()};
  auto opener = crypto::StreamOpener::begin(sealer.header(), identity());
  check(opener.has_value());
  check(!opener->open(bytes.substr(0, crypto::stream_chunk + crypto::stream_chunk_overhead), plain));
}

void load_dump(std::string_view bytes, store::Schema schema) {
  auto database = store::Connection::open(store::Url::sqlite(":memory:"));
  check(database.has_value());
  FixedClock const clock{Instant{}};
  // The head is given, so that what follows is reached.
  std::string head = schema == store::Schema::hub ? std::string{"concordat-dump/1\n\0\3hub\0\0\0\1", 26} : std::string{"concordat-dump/1\n\0\4keys\0\0\0\1", 27};
  From source{head.append(store::schema_hash(schema, 1)).append(bytes)};
  if (store::read_dump(*database, schema, source, clock)) return;
  auto const empty = store::is_empty(*database, schema);
  check(empty && *empty);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  std::string_view const bytes{reinterpret_cast<char const*>(data), size};
  open_container(bytes);
  // A database for each input costs milliseconds: only what begins as the dump of a table gets one.
  constexpr std::string_view of_the_hub{"t\0\x0bpartnership", 14};
  if (bytes.starts_with(of_the_hub)) load_dump(bytes, store::Schema::hub);
  else if (bytes.starts_with('t')) load_dump(bytes, store::Schema::keys);
  From source{bytes};
  if (auto const files = hub::take_key_files(source)) {
    for (auto const& file : *files) check(file.name.find('/') == std::string::npos && !file.name.starts_with('.'));
  }
  if (auto const manifest = hub::Manifest::parse(bytes)) check(manifest->text() == bytes);
  static_cast<void>(hub::delete_by_of(bytes));
  return 0;
}
