// SPDX-License-Identifier: Apache-2.0

/// Names that WordNet does not know, by kind: two names of one kind are never one thing.
enum Names {
    static let kinds: [(kind: String, words: String)] = [
        (
            "programming language",
            """
            python javascript typescript java kotlin swift rust golang csharp cpp ruby perl php scala haskell elixir erlang clojure
            lua julia matlab fortran cobol dart zig nim ocaml fsharp bash zsh powershell sql html css sass scss latex vba vbscript
            assembly solidity groovy lisp prolog pascal delphi
            """
        ),
        (
            "operating system",
            """
            linux ubuntu debian fedora centos rhel redhat arch alpine suse opensuse mint windows macos ios android freebsd openbsd
            netbsd solaris unix chromeos ipados watchos raspbian kali wsl
            """
        ),
        (
            "database",
            """
            postgresql mysql mariadb sqlite mongodb redis memcached cassandra dynamodb elasticsearch opensearch neo4j oracle
            sqlserver couchdb influxdb clickhouse snowflake bigquery redshift cockroachdb firestore supabase duckdb timescaledb
            """
        ),
        (
            "framework",
            """
            reactjs react vuejs vue angular svelte nextjs nuxt nuxtjs django flask fastapi rails rubyonrails laravel symfony spring
            springboot expressjs express nestjs nodejs deno bun jquery bootstrap tailwind dotnet blazor flutter xamarin ionic electron
            pytorch tensorflow keras sklearn scikit-learn numpy pandas polars spark hadoop flink kafka rabbitmq celery airflow dbt
            junit pytest jest mocha cypress playwright selenium unity unreal godot threejs vapor hummingbird ember gatsby remix astro
            """
        ),
        (
            "tool",
            """
            docker podman kubernetes helm terraform ansible puppet chef vagrant jenkins gitlab github bitbucket circleci git svn mercurial
            npm yarn pnpm pip conda poetry cargo maven gradle bazel cmake webpack vite rollup babel eslint prettier nginx apache
            caddy haproxy traefik envoy istio prometheus grafana kibana logstash datadog splunk sentry newrelic systemd vim emacs
            nano vscode intellij pycharm xcode eclipse tmux ssh scp rsync curl wget ftp sftp grep sed awk jq homebrew brew apt yum dnf
            pacman snap flatpak chocolatey winget argocd flux vault consul nomad packer ffmpeg imagemagick postman insomnia
            """
        ),
        (
            "cloud",
            "aws azure gcp heroku digitalocean linode vercel netlify cloudflare fly.io s3 ec2 lambda ecs eks gke aks rds sqs sns openshift"
        ),
        (
            "product",
            """
            excel powerpoint outlook gmail onedrive dropbox gdrive sharepoint slack zoom discord whatsapp telegram skype
            notion trello jira confluence asana figma photoshop illustrator premiere gimp canva sketch wordpress shopify wix squarespace
            magento woocommerce salesforce hubspot zendesk intercom freshdesk stripe paypal venmo quickbooks xero netflix spotify youtube
            instagram facebook twitter tiktok linkedin reddit pinterest chrome firefox safari opera iphone ipad macbook kindle alexa
            siri chatgpt claude gemini copilot airbnb uber lyft ebay etsy amazon google microsoft apple openai anthropic tesla
            samsung sony nintendo playstation xbox steam bitcoin ethereum airpods chromecast roku fitbit garmin sheets libreoffice tableau
            powerbi looker webex duolingo
            """
        ),
        (
            "format",
            """
            json xml yaml csv toml ini markdown pdf docx xlsx png jpeg jpg gif svg webp mp3 mp4 wav avi mkv zip tar gzip parquet avro protobuf
            graphql grpc soap websocket http https tcp udp tls ssl smtp imap pop3 dns dhcp oauth saml jwt ldap utf8 ascii base64
            md5 sha1 sha256 aes rsa bcrypt
            """
        ),
        (
            "human language",
            """
            english german french spanish italian portuguese dutch swedish norwegian danish finnish polish czech slovak hungarian romanian
            bulgarian greek turkish russian ukrainian arabic hebrew persian farsi hindi urdu bengali tamil chinese mandarin cantonese
            japanese korean vietnamese thai indonesian malay swahili latin catalan croatian serbian
            """
        ),
    ]
}
