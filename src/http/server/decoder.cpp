// SPDX-License-Identifier: Apache-2.0
#include "http/server/decoder.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <functional>

namespace concordat::http {
namespace {

namespace beast = boost::beast;

Refusal bad_body() {
  return {Status::bad_request,
          {Fault::malformed, "http.body", "The body of the request is not encoded as it says.",
           "Send chunks as RFC 9112 has them, without long extensions."}};
}

Refusal disagreement() {
  return {Status::bad_request,
          {Fault::malformed, "http.head", "The head of the request could be read in two ways.",
           "Send a plain HTTP/1.1 request."}};
}

bool is_visible(char letter) {
  return letter >= 0x20 && letter < 0x7f;
}

}  // namespace

Refusal body_too_large() {
  return {Status::content_too_large,
          {Fault::too_large, "http.body-too-large", "What was sent is longer than is taken here.",
           "Send less at once."}};
}

struct Decoder::Parser {
  beast::http::request_parser<beast::http::buffer_body> beast;
  std::function<void(std::uint64_t, beast::string_view, beast::error_code&)> on_chunk;
};

Decoder::Decoder(Limits const& limits)
    : parser_{std::make_unique<Parser>()}, limits_{limits}, body_limit_{limits.body_bytes} {
  auto& parser = parser_->beast;
  parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  parser.body_limit(boost::none);  // counted here, with an answer of our own
  parser_->on_chunk = [this, longest = limits.chunk_extension_bytes](
                          std::uint64_t size, beast::string_view extensions, beast::error_code& error) {
    // A line end inside a quoted extension ends the line for some and not for others.
    left_of_chunk_ = size;
    if (extensions.size() > longest || !std::ranges::all_of(extensions, is_visible))
      error = beast::http::error::bad_chunk_extension;
  };
  parser.on_chunk_header(parser_->on_chunk);
}

Decoder::~Decoder() = default;

tl::expected<Head, Refusal> Decoder::head(std::string_view raw) {
  auto head = read_head(raw, limits_);
  if (!head) return head;
  auto& parser = parser_->beast;
  beast::error_code error;
  auto const used = parser.put(boost::asio::const_buffer{raw.data(), raw.size()}, error);
  if (error || used != raw.size() || !parser.is_header_done() || parser.chunked() != head->chunked)
    return tl::unexpected<Refusal>{disagreement()};
  auto const length = parser.content_length();
  bool const same_length = head->content_length ? length && *length == *head->content_length : !length;
  // A request with neither has no body at all: is_done says so.
  if ((!head->chunked && !same_length) ||
      parser.is_done() != !(head->chunked || head->content_length.value_or(0) > 0))
    return tl::unexpected<Refusal>{disagreement()};
  chunked_ = head->chunked;
  return head;
}

tl::expected<Decoder::Step, Refusal> Decoder::body(std::string_view in, std::span<char> out) {
  // Beast 1.81 asserts that it sees the last chunk again with five bytes at least. Every end of a chunked
  // body has them.
  if (chunked_ && left_of_chunk_ == 0 && in.size() < 5) return Step{};
  auto& parser = parser_->beast;
  auto& room = parser.get().body();
  room.data = out.data();
  room.size = out.size();
  room.more = true;
  beast::error_code error;
  auto const used = parser.put(boost::asio::const_buffer{in.data(), in.size()}, error);
  Step const step{.consumed = used, .produced = out.size() - room.size};
  room.data = nullptr;
  room.size = 0;
  if (error && error != beast::http::error::need_buffer && error != beast::http::error::need_more)
    return tl::unexpected<Refusal>{bad_body()};
  produced_ += step.produced;
  if (chunked_)
    left_of_chunk_ -= step.produced;  // one put is one chunk at most, since the parser is not eager
  if (produced_ > body_limit_) return tl::unexpected<Refusal>{body_too_large()};
  return step;
}

bool Decoder::done() const {
  return parser_->beast.is_done();
}

}  // namespace concordat::http
