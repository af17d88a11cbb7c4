// SPDX-License-Identifier: Apache-2.0
#include "store/url.h"

#include "store/errors.h"

namespace concordat::store {

Result<Url> Url::parse(std::string_view text) {
  constexpr std::string_view sqlite = "sqlite:";
  if (text.find('\0') != text.npos) return fail(Trouble::bad_url);
  if (text.starts_with(sqlite) && text.size() > sqlite.size())
    return Url{Backend::sqlite, std::string{text.substr(sqlite.size())}};
  for (std::string_view const start : {"postgresql://", "postgres://"}) {
    if (text.starts_with(start) && text.size() > start.size())
      return Url{Backend::postgresql, std::string{text}};
  }
  return fail(Trouble::bad_url);
}

std::string Url::shown() const {
  if (backend_ == Backend::sqlite) return "sqlite:" + target_;
  auto rest = std::string_view{target_};
  rest.remove_prefix(rest.find("://") + 3);
  rest = rest.substr(0, rest.find('?'));
  // a password may hold an unescaped '@', so the last one counts
  if (auto const at = rest.rfind('@'); at != rest.npos) rest.remove_prefix(at + 1);
  return "postgresql://" + std::string{rest};
}

}  // namespace concordat::store
