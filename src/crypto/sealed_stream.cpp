// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealed_stream.h"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "base/file.h"
#include "base/text.h"
#include "crypto/encoding.h"
#include "crypto/start.h"

namespace concordat::crypto {
namespace {

constexpr std::string_view magic = "concordat-sealed/1\n";
constexpr std::string_view recipient_start = "concordat-backup-key/1 ";
constexpr std::size_t name_size = 8;
constexpr std::size_t stream_key_size = crypto_secretstream_xchacha20poly1305_KEYBYTES;
constexpr std::size_t box_size = crypto_box_SEALBYTES + stream_key_size;
constexpr std::size_t begin_size = crypto_secretstream_xchacha20poly1305_HEADERBYTES;
static_assert(stream_header_size == magic.size() + name_size + box_size + begin_size);
static_assert(stream_chunk_overhead == crypto_secretstream_xchacha20poly1305_ABYTES);
static_assert(crypto_box_PUBLICKEYBYTES == 32 && crypto_box_SECRETKEYBYTES == 32);

unsigned char const* raw(void const* bytes) { return static_cast<unsigned char const*>(bytes); }
unsigned char* raw(void* bytes) { return static_cast<unsigned char*>(bytes); }

tl::unexpected<Problem> damaged() {
  return fail(Fault::integrity, "sealed.damaged", "The sealed file is damaged, changed or cut short.",
              "Take another copy of it; compare its SHA-256 with the one in its manifest.");
}

}  // namespace

Result<Recipient> Recipient::parse(std::string_view line) {
  line = text::trim(line);
  if (line.starts_with(recipient_start)) {
    if (auto const key = hash_from_base64(line.substr(recipient_start.size()))) return Recipient{*key};
  }
  return fail(Fault::malformed, "sealed.no-recipient", "This is not the public half of a backup key.",
              "Name the .pub file that concordat backup key made.");
}

Result<Recipient> Recipient::read(std::filesystem::path const& file) {
  auto const line = read_file(file, 4096);
  if (!line) return fail(line);
  return parse(*line);
}

std::string Recipient::text() const { return std::string{recipient_start} + to_base64(key_); }

std::array<std::byte, 8> Recipient::name() const {
  auto const hash = sha256(key_);
  std::array<std::byte, 8> first{};
  std::copy_n(hash.begin(), first.size(), first.begin());
  return first;
}

Identity Identity::generate(Chance& chance) {
  std::array<std::byte, 32> bytes{};
  chance.fill(bytes);
  SymmetricKey secret{bytes};
  sodium_memzero(bytes.data(), bytes.size());
  return from_secret(std::move(secret));
}

Identity Identity::from_secret(SymmetricKey secret) {
  start();
  std::array<std::byte, 32> key{};
  crypto_scalarmult_base(raw(key.data()), raw(secret.expose().data()));
  return Identity{std::move(secret), Recipient{key}};
}

struct StreamSealer::State {
  crypto_secretstream_xchacha20poly1305_state stream{};
  std::string header;
  bool first = true;
  ~State() { sodium_memzero(&stream, sizeof stream); }
};

StreamSealer::StreamSealer(Recipient const& recipient) : state_{std::make_unique<State>()} {
  start();
  std::array<unsigned char, stream_key_size> key{};
  crypto_secretstream_xchacha20poly1305_keygen(key.data());
  auto& header = state_->header;
  header = magic;
  header += text_of(recipient.name());
  header.resize(stream_header_size);
  auto* const box = header.data() + magic.size() + name_size;
  if (crypto_box_seal(raw(box), key.data(), key.size(), raw(recipient.key().data())) != 0) {
    // A public key of small order has no private half, so nobody could open the stream: it stays shut for us as well.
    std::fill_n(box, box_size, '\0');
  }
  crypto_secretstream_xchacha20poly1305_init_push(&state_->stream, raw(box + box_size), key.data());
  sodium_memzero(key.data(), key.size());
}

StreamSealer::StreamSealer(StreamSealer&&) noexcept = default;
StreamSealer::~StreamSealer() = default;

std::string const& StreamSealer::header() const { return state_->header; }

void StreamSealer::seal(std::string_view plain, bool last, std::string& out) {
  auto const from = out.size();
  out.resize(from + plain.size() + stream_chunk_overhead);
  auto const bound = std::exchange(state_->first, false) ? std::string_view{state_->header} : std::string_view{};
  crypto_secretstream_xchacha20poly1305_push(
      &state_->stream, raw(out.data() + from), nullptr, raw(plain.data()), plain.size(), raw(bound.data()), bound.size(),
      last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
}

struct StreamOpener::State {
  crypto_secretstream_xchacha20poly1305_state stream{};
  std::string header;  ///< emptied once the first chunk was opened with it
  bool ended = false;
  ~State() { sodium_memzero(&stream, sizeof stream); }
};

StreamOpener::StreamOpener(std::unique_ptr<State> state) : state_{std::move(state)} {}
StreamOpener::StreamOpener(StreamOpener&&) noexcept = default;
StreamOpener::~StreamOpener() = default;

Result<StreamOpener> StreamOpener::begin(std::string_view header, Identity const& identity) {
  start();
  auto const known = std::min(header.size(), magic.size());
  if (known == 0 || header.substr(0, known) != magic.substr(0, known)) {
    return fail(Fault::malformed, "sealed.not-sealed", "This is not a sealed file of Concordat.",
                "Name a file that concordat backup wrote.");
  }
  if (header.size() != stream_header_size) return damaged();
  header.remove_prefix(magic.size());
  if (header.substr(0, name_size) != text_of(identity.recipient().name())) {
    return fail(Fault::refused, "sealed.other-key", "The file was sealed to another key than this one.",
                "Name the private key whose public half the backup was made with; the manifest names it.");
  }
  header.remove_prefix(name_size);
  std::array<unsigned char, stream_key_size> key{};
  auto state = std::make_unique<State>();
  bool const fits = crypto_box_seal_open(key.data(), raw(header.data()), box_size, raw(identity.recipient().key().data()),
                                         raw(identity.secret().expose().data())) == 0 &&
                    crypto_secretstream_xchacha20poly1305_init_pull(&state->stream, raw(header.data() + box_size), key.data()) == 0;
  sodium_memzero(key.data(), key.size());
  if (!fits) return damaged();
  state->header.assign(magic).append(text_of(identity.recipient().name())).append(header);
  return StreamOpener{std::move(state)};
}

Result<bool> StreamOpener::open(std::string_view chunk, std::string& plain) {
  if (state_->ended || chunk.size() < stream_chunk_overhead || chunk.size() > stream_chunk + stream_chunk_overhead) {
    return damaged();
  }
  plain.resize(chunk.size() - stream_chunk_overhead);
  unsigned char tag = 0;
  int const outcome = crypto_secretstream_xchacha20poly1305_pull(&state_->stream, raw(plain.data()), nullptr, &tag,
                                                                 raw(chunk.data()), chunk.size(), raw(state_->header.data()),
                                                                 state_->header.size());
  if (outcome != 0) return damaged();
  state_->header.clear();
  bool const last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  if (!last && (tag != crypto_secretstream_xchacha20poly1305_TAG_MESSAGE || plain.size() != stream_chunk)) return damaged();
  state_->ended = last;
  return last;
}

}  // namespace concordat::crypto
