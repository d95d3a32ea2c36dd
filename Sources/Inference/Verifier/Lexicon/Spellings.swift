// SPDX-License-Identifier: Apache-2.0

/// Spellings, short forms and names of one thing, led to one word.
enum Spellings {
    /// Each line: the word that stays, then what is led to it.
    static let lines = """
        color colour
        behavior behaviour
        favorite favourite fave
        flavor flavour
        honor honour
        humor humour
        labor labour
        neighbor neighbour
        rumor rumour
        harbor harbour
        armor armour
        odor odour
        center centre
        theater theatre
        meter metre
        liter litre
        fiber fibre
        gray grey
        license licence
        defense defence
        offense offence
        practice practise
        analyze analyse
        catalyze catalyse
        paralyze paralyse
        catalog catalogue
        dialog dialogue
        program programme
        tire tyre
        aluminum aluminium
        fulfill fulfil
        enroll enrol
        jewelry jewellery
        skeptical sceptical
        mold mould
        mustache moustache
        pajamas pyjamas
        math maths mathematics
        mom mum
        canceled cancelled
        canceling cancelling
        traveling travelling
        traveled travelled
        traveler traveller
        modeling modelling
        modeled modelled
        labeled labelled
        labeling labelling
        donut doughnut
        artifact artefact
        judgment judgement
        airplane aeroplane plane
        toward towards
        kubernetes k8s kube
        javascript js
        typescript ts
        python py
        postgresql postgres psql pgsql postgressql
        mongodb mongo
        elasticsearch elastic
        macos osx
        github gh
        golang go-lang
        csharp c# c-sharp
        cpp c++ cplusplus
        nodejs node.js
        vuejs vue.js
        nextjs next.js
        reactjs react.js
        expressjs express.js
        vscode vs-code
        dotnet .net
        database db databases
        repository repo repos repositories
        configuration config configs configurations
        environment env envs environments
        application app apps applications
        authentication auth authn
        authorization authz
        documentation docs
        information info
        administrator admin admins
        directory dir dirs folder folders directories
        parameter param params parameters
        argument arg args arguments
        variable var vars variables
        function func fn functions
        character char chars characters
        string str strings
        integer int integers
        boolean bool booleans
        message msg msgs messages
        password passwd pwd passwords pw passphrase
        specification spec specs specifications
        development dev
        production prod
        maximum max
        temperature temp
        versus vs
        picture pic pics photo photos photograph
        refrigerator fridge
        gasoline petrol
        advertisement ad ads advert
        television tv telly
        telephone phone phones telephones
        laboratory lab
        examination exam exams
        microphone mic
        pull-request pr prs
        email e-mail emails e-mails
        website web-site site websites
        wifi wi-fi
        ok okay
        please pls plz
        thanks thx ty
        you u
        your ur
        because bc
        without w/o
        about abt
        between btw
        approximately approx roughly
        every each
        only solely merely exclusively
        difference diff differences
        demonstration demo
        memory mem
        statistics stats
        organization org
        department dept
        government govt
        doctor dr
        street st.
        usa u.s u.s.a us-a america
        uk u.k britain
        eu e.u
        background bg
        virtual-machine vm vms
        bicycle bike bikes bicycles
        automobile car cars automobiles
        movie film movies films
        zip-code postcode
        cell-phone mobile cellphone cellular
        resume cv résumé
        café cafe
        naive naïve
        """

    /// Several words that are one: what stays, then the words.
    static let phrases = """
        2fa: two factor authentication
        2fa: two factor auth
        2fa: two step verification
        2fa: 2 factor authentication
        2fa: 2 step verification
        mfa: multi factor authentication
        machine-learning: machine learning
        machine-learning: ml
        artificial-intelligence: artificial intelligence
        artificial-intelligence: ai
        pull-request: pull request
        pull-request: merge request
        vscode: visual studio code
        vscode: vs code
        aws: amazon web services
        gcp: google cloud platform
        gcp: google cloud
        new-york: new york city
        new-york: new york
        new-york: nyc
        los-angeles: los angeles
        san-francisco: san francisco
        usa: united states of america
        usa: united states
        usa: the us
        usa: the states
        uk: united kingdom
        uk: great britain
        os: operating system
        ci: continuous integration
        ui: user interface
        virtual-machine: virtual machine
        sqlserver: sql server
        sqlserver: ms sql
        sqlserver: mssql
        nodejs: node js
        nextjs: next js
        reactjs: react js
        vuejs: vue js
        expressjs: express js
        csharp: c sharp
        macos: mac os
        macos: mac osx
        macos: os x
        rubyonrails: ruby on rails
        cell-phone: cell phone
        cell-phone: mobile phone
        smartphone: smart phone
        zip-code: zip code
        zip-code: postal code
        e-book: e book
        setup: set up
        backup: back up
        login: log in
        login: sign in
        logout: log out
        logout: sign out
        signup: sign up
        rollback: roll back
        checkout: check out
        shutdown: shut down
        cleanup: clean up
        lookup: look up
        startup: start up
        enable: turn on
        enable: switch on
        disable: turn off
        disable: switch off
        remove: get rid of
        remove: take out
        find: find out
        fix: sort out
        solve: figure out
        decrease: cut down on
        continue: carry on
        create: come up with
        investigate: look into
        tolerate: put up with
        stop: give up
        quickly: as fast as possible
        database: data base
        filename: file name
        username: user name
        hostname: host name
        timezone: time zone
        filesystem: file system
        codebase: code base
        website: web site
        webpage: web page
        online: on line
        offline: off line
        readonly: read only
        realtime: real time
        frontend: front end
        backend: back end
        fullstack: full stack
        opensource: open source
        lifecycle: life cycle
        dropdown: drop down
        healthcare: health care
        weekend: week end
        percent: per cent
        """
}
