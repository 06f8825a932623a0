#include "runtime/effects/http/http_client.hpp"

#include <future>
#include <map>
#include <mutex>

#include <catch2/catch.hpp>

#include "runtime/effects/http/http_client_test.hpp"

namespace millrace::effects {
namespace {

Script always(std::string bytes) {
    return [bytes](const std::string&) { return Behaviour{bytes}; };
}

HttpReply ask(HttpClient& client, HttpRequest request) {
    std::promise<HttpReply> promise;
    client.send(std::move(request), [&](HttpReply reply) { promise.set_value(std::move(reply)); });
    return promise.get_future().get();
}

HttpReply get(HttpClient& client, const std::string& url) {
    HttpRequest request;
    request.url = url;
    return ask(client, request);
}

// Every name leads to this machine; how often each was asked is counted.
struct Names {
    Resolve resolve() {
        return [this](const std::string& host) -> Result<std::vector<std::string>> {
            const std::lock_guard lock(mutex);
            ++asked[host];
            if (host == "nowhere.test") {
                return Error{"http.dns", "expected nowhere.test to have an address, but it has none"};
            }
            return addresses;
        };
    }
    std::mutex mutex;
    std::map<std::string, int> asked;
    std::vector<std::string> addresses = {"127.0.0.1"};
};

HttpClient::Settings allowing(std::initializer_list<std::string> hosts, Names* names = nullptr) {
    HttpClient::Settings settings;
    for (const std::string& host : hosts) {
        REQUIRE(settings.allowed.add(host));
    }
    if (names != nullptr) {
        settings.resolve = names->resolve();
    }
    return settings;
}

HttpError::Kind error_of(const HttpReply& reply) {
    REQUIRE(reply.error);
    return reply.error->kind;
}

}  // namespace

TEST_CASE("a request arrives as it was meant, and the reply comes back whole") {
    Peer peer(always("HTTP/1.1 201 Created\r\nX-Id: 7\r\nContent-Length: 8\r\n\r\n{\"id\":7}"));
    HttpClient client(allowing({peer.at("127.0.0.1")}));
    HttpRequest request;
    request.method = "POST";
    request.url = "http://" + peer.at("127.0.0.1") + "/orders?x=1#top";
    request.headers = {
        {"Content-Type", "application/json"}, {"Authorization", "Bearer t"}, {"Accept", "application/json"}};
    request.body = "{\"n\":1}";
    const HttpReply reply = ask(client, request);

    REQUIRE_FALSE(reply.error);
    CHECK(reply.status == 201);
    CHECK(*find_header(reply.headers, "x-id") == "7");
    CHECK(reply.body == "{\"id\":7}");
    CHECK(reply.may_have_reached);
    REQUIRE(peer.requests().size() == 1);
    const std::string seen = peer.requests()[0];
    CHECK(seen.rfind("POST /orders?x=1 HTTP/1.1\r\n", 0) == 0);
    for (const char* line : {"Host: 127.0.0.1:", "Content-Type: application/json\r\n", "Authorization: Bearer t\r\n",
                             "Accept: application/json\r\n", "Content-Length: 7\r\n", "Connection: close\r\n"}) {
        CHECK_THAT(seen, Catch::Contains(line));
    }
    CHECK(seen.substr(seen.size() - 7) == "{\"n\":1}");
}

TEST_CASE("every way in which a reply may end is understood") {
    const auto body_of = [](const std::string& bytes, const std::string& method = "GET") {
        Peer peer(always(bytes));
        HttpClient client(allowing({peer.at("127.0.0.1")}));
        HttpRequest request;
        request.method = method;
        request.url = "http://" + peer.at("127.0.0.1") + "/";
        const HttpReply reply = ask(client, request);
        return reply.error ? std::string(to_text(reply.error->kind)) : std::to_string(reply.status) + " " + reply.body;
    };
    CHECK(body_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n") ==
          "200 abcde");
    CHECK(body_of("HTTP/1.1 200 OK\r\n\r\nuntil the end") == "200 until the end");
    CHECK(body_of("HTTP/1.0 200 OK\r\n\r\nold") == "200 old");
    CHECK(body_of("HTTP/1.1 204 No Content\r\n\r\n") == "204 ");
    CHECK(body_of("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", "HEAD") == "200 ");
    CHECK(body_of("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx") ==
          "200 x");
    CHECK(body_of("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") == "404 ");
}

TEST_CASE("what is no whole HTTP reply is told apart: hung up, malformed, too large") {
    const auto error = [](Behaviour behaviour) {
        Peer peer([behaviour](const std::string&) { return behaviour; });
        HttpClient client(allowing({peer.at("127.0.0.1")}));
        const HttpReply reply = get(client, "http://" + peer.at("127.0.0.1") + "/");
        REQUIRE(reply.error);
        CHECK(reply.may_have_reached);
        return reply.error->kind;
    };
    CHECK(error({""}) == HttpError::Kind::closed);
    CHECK(error({"", false, true}) == HttpError::Kind::closed);
    CHECK(error({"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"}) == HttpError::Kind::closed);
    CHECK(error({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"}) == HttpError::Kind::closed);
    CHECK(error({"220 smtp.example ESMTP\r\n"}) == HttpError::Kind::protocol);
    CHECK(error({"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"}) ==
          HttpError::Kind::protocol);
    CHECK(error({"HTTP/1.1 101 Switching Protocols\r\n\r\n"}) == HttpError::Kind::protocol);
    CHECK(error({"HTTP/1.1 200 OK\r\nX: " + std::string(40'000, 'a') + "\r\n\r\n"}) == HttpError::Kind::protocol);
    CHECK(error({"HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n"}) == HttpError::Kind::too_large);
}

TEST_CASE("a reply without an end is cut at the limit") {
    Peer endless([](const std::string&) {
        return Behaviour{"HTTP/1.1 200 OK\r\n\r\n" + std::string(65'536, 'a'), false, false, true};
    });
    HttpClient client(allowing({endless.at("127.0.0.1")}));
    CHECK(error_of(get(client, "http://" + endless.at("127.0.0.1") + "/")) == HttpError::Kind::too_large);
}

TEST_CASE("nobody listens: refused, and nothing has left") {
    std::string port;
    {
        Peer gone(always(ok("")));
        port = gone.port();
    }
    HttpClient client(allowing({"127.0.0.1:" + port}));
    const HttpReply reply = get(client, "http://127.0.0.1:" + port + "/");
    CHECK(error_of(reply) == HttpError::Kind::refused);
    CHECK_FALSE(reply.may_have_reached);
}

TEST_CASE("of several addresses the next is tried when one refuses") {
    Peer peer(always(ok("here")));
    Names names;
    names.addresses = {"127.0.0.2", "127.0.0.1"};
    HttpClient client(allowing({peer.at("crm.test")}, &names));
    CHECK(get(client, "http://" + peer.at("crm.test") + "/").body == "here");
}

TEST_CASE("the time limit holds for a silent peer, a slow name, and everything together") {
    Peer silent([](const std::string& request) { return Behaviour{"", !request.empty()}; });
    HttpClient client(allowing({silent.at("127.0.0.1")}));
    HttpRequest request;
    request.url = "http://" + silent.at("127.0.0.1") + "/secret?token=1";
    request.time_limit = milliseconds(50);
    const HttpReply reply = ask(client, request);
    CHECK(error_of(reply) == HttpError::Kind::timeout);
    CHECK(reply.may_have_reached);
    CHECK_THAT(reply.error->message, Catch::Contains("within 50ms"));
    CHECK_THAT(reply.error->message, !Catch::Contains("secret"));

    std::promise<void> release;
    HttpClient::Settings settings;
    settings.resolve = [held = release.get_future().share()](const std::string&) -> Result<std::vector<std::string>> {
        held.wait();
        return Error{"http.dns", "too late"};
    };
    HttpClient slow(settings);
    request.url = "http://slow.test/";
    const HttpReply unresolved = ask(slow, request);
    CHECK(error_of(unresolved) == HttpError::Kind::timeout);
    CHECK_FALSE(unresolved.may_have_reached);
    release.set_value();
}

TEST_CASE("a name without an address, and a request that is none, are told at once") {
    Names names;
    HttpClient client(allowing({}, &names));
    const HttpReply unknown = get(client, "http://nowhere.test/");
    CHECK(error_of(unknown) == HttpError::Kind::dns);
    CHECK_FALSE(unknown.may_have_reached);

    CHECK(error_of(get(client, "ftp://crm.test/")) == HttpError::Kind::invalid);
    HttpRequest smuggling;
    smuggling.url = "http://crm.test/";
    smuggling.headers = {{"X", "a\r\nHost: evil"}};
    CHECK(error_of(ask(client, smuggling)) == HttpError::Kind::invalid);
    CHECK(names.asked == std::map<std::string, int>{{"nowhere.test", 1}});
}

TEST_CASE("what leads into the house is blocked before a byte leaves, however it is spelt") {
    Peer inside(always(ok("secret")));
    Names names;
    HttpClient client(allowing({inside.at("allowed.test")}, &names));
    for (const char* host : {"127.0.0.1", "innocent.test", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"}) {
        INFO(host);
        const HttpReply reply = get(client, "http://" + inside.at(host) + "/");
        CHECK(error_of(reply) == HttpError::Kind::blocked);
        CHECK_FALSE(reply.may_have_reached);
        CHECK_THAT(reply.error->message, Catch::Contains("--allow-http " + inside.at(host)));
    }
    CHECK(get(client, "http://" + inside.at("allowed.test") + "/").body == "secret");
    CHECK(inside.requests().size() == 1);
}

TEST_CASE("a redirect into the house is blocked, also to another port of an allowed host") {
    Peer inside(always(ok("secret")));
    Names names;
    for (const std::string& location :
         {"http://" + inside.at("inside.test") + "/", "http://" + inside.at("127.0.0.1") + "/",
          "http://" + inside.at("outside.test") + "/", std::string("http://169.254.169.254/latest/meta-data/")}) {
        INFO(location);
        Peer outside(always(redirect(location)));
        HttpClient client(allowing({outside.at("outside.test")}, &names));
        const HttpReply reply = get(client, "http://" + outside.at("outside.test") + "/");
        CHECK(error_of(reply) == HttpError::Kind::blocked);
        CHECK(reply.may_have_reached);  // the one that redirected has seen it
    }
    CHECK(inside.requests().empty());
}

TEST_CASE("a name is asked once a request: who answers differently the second time gains nothing") {
    Peer peer([count = 0](const std::string& request) mutable {
        return Behaviour{request.empty() || ++count < 3 ? redirect("/again") : ok("done")};
    });
    Names names;
    HttpClient client(allowing({peer.at("crm.test")}, &names));
    CHECK(get(client, "http://" + peer.at("crm.test") + "/").body == "done");
    CHECK(peer.requests().size() == 3);
    CHECK(names.asked["crm.test"] == 1);
}

TEST_CASE("five redirects are followed, the sixth is not") {
    Names names;
    for (const int count : {5, 6}) {
        Peer peer([count, seen = 0](const std::string& request) mutable {
            return Behaviour{request.empty() || ++seen <= count ? redirect("/next") : ok("done")};
        });
        HttpClient client(allowing({peer.at("crm.test")}, &names));
        const HttpReply reply = get(client, "http://" + peer.at("crm.test") + "/");
        if (count == 5) {
            CHECK(reply.body == "done");
        } else {
            CHECK(error_of(reply) == HttpError::Kind::redirects);
        }
    }
}

TEST_CASE("credentials do not travel to another host") {
    Names names;
    Peer other(always(ok("elsewhere")));
    Peer first(always(redirect("http://" + other.at("other.test") + "/", "307 Temporary Redirect")));
    HttpClient client(allowing({first.at("first.test"), other.at("other.test")}, &names));
    HttpRequest request;
    request.method = "POST";
    request.url = "http://" + first.at("first.test") + "/";
    request.headers = {{"Authorization", "Bearer secret"}, {"Cookie", "secret"}, {"X-Api-Key", "secret"}};
    request.body = "order";
    CHECK(ask(client, request).body == "elsewhere");
    CHECK_THAT(first.requests().at(0), Catch::Contains("secret"));
    CHECK_THAT(other.requests().at(0), !Catch::Contains("secret"));
    CHECK_THAT(other.requests().at(0), Catch::Contains("Host: other.test:") && Catch::Contains("order"));
}

TEST_CASE("TLS: a trusted certificate for this name is spoken to, any other is not") {
    const Certificate certificate("DNS:crm.test");
    Peer peer(always(ok("over TLS")), &certificate);
    Names names;

    auto trusting = allowing({peer.at("crm.test"), peer.at("other.test"), peer.at("127.0.0.1")}, &names);
    trusting.authorities_file = certificate.path();
    HttpClient client(trusting);
    CHECK(get(client, "https://" + peer.at("crm.test") + "/").body == "over TLS");

    for (const char* host : {"other.test", "127.0.0.1"}) {
        const HttpReply wrong_name = get(client, "https://" + peer.at(host) + "/");
        CHECK(error_of(wrong_name) == HttpError::Kind::tls);
        CHECK_FALSE(wrong_name.may_have_reached);
    }

    HttpClient strict(allowing({peer.at("crm.test")}, &names));
    const HttpReply unknown_authority = get(strict, "https://" + peer.at("crm.test") + "/");
    CHECK(error_of(unknown_authority) == HttpError::Kind::tls);
    CHECK_THAT(unknown_authority.error->message, Catch::Contains("self-signed"));
    CHECK(peer.requests().size() == 1);
}

TEST_CASE("TLS: an address is verified as an address") {
    const Certificate certificate("IP:127.0.0.1");
    Peer peer(always(ok("by number")), &certificate);
    auto settings = allowing({peer.at("127.0.0.1")});
    settings.authorities_file = certificate.path();
    HttpClient client(settings);
    CHECK(get(client, "https://" + peer.at("127.0.0.1") + "/").body == "by number");
}

TEST_CASE("TLS: a reply that somebody cut short is not taken for whole") {
    const Certificate certificate("DNS:crm.test");
    Peer peer(always("HTTP/1.1 200 OK\r\n\r\nuntil the e"), &certificate);
    Names names;
    auto settings = allowing({peer.at("crm.test")}, &names);
    settings.authorities_file = certificate.path();
    HttpClient client(settings);
    CHECK(error_of(get(client, "https://" + peer.at("crm.test") + "/")) == HttpError::Kind::closed);
}

TEST_CASE("TLS: a peer that does not speak it is told apart, and nothing has left") {
    Peer plain([](const std::string&) { return Behaviour{"HTTP/1.1 400 Bad Request\r\n\r\n", false, true}; });
    Names names;
    HttpClient client(allowing({plain.at("crm.test")}, &names));
    const HttpReply reply = get(client, "https://" + plain.at("crm.test") + "/");
    CHECK(error_of(reply) == HttpError::Kind::tls);
    CHECK_FALSE(reply.may_have_reached);
}

TEST_CASE("two hundred requests at once are each answered with their own reply") {
    Peer peer([](const std::string& request) {
        const std::size_t begin = request.find('/');
        return Behaviour{request.empty() ? "" : ok(request.substr(begin, request.find(' ', begin) - begin))};
    });
    HttpClient client(allowing({peer.at("127.0.0.1")}));
    std::vector<std::future<HttpReply>> replies;
    for (int i = 0; i < 200; ++i) {
        auto promise = std::make_shared<std::promise<HttpReply>>();
        replies.push_back(promise->get_future());
        HttpRequest request;
        request.url = "http://" + peer.at("127.0.0.1") + "/" + std::to_string(i);
        client.send(std::move(request), [promise](HttpReply reply) { promise->set_value(std::move(reply)); });
    }
    for (int i = 0; i < 200; ++i) {
        CHECK(replies[static_cast<std::size_t>(i)].get().body == "/" + std::to_string(i));
    }
}

TEST_CASE("a client that ends with requests under way drops them, and ends at once") {
    Peer silent([](const std::string& request) { return Behaviour{"", !request.empty()}; });
    bool answered = false;
    {
        HttpClient client(allowing({silent.at("127.0.0.1")}));
        for (int i = 0; i < 10; ++i) {
            HttpRequest request;
            request.url = "http://" + silent.at("127.0.0.1") + "/";
            client.send(std::move(request), [&](const HttpReply&) { answered = true; });
        }
    }
    CHECK_FALSE(answered);
}

}  // namespace millrace::effects
