// SPDX-License-Identifier: Apache-2.0

/// Words that everyday questions use for the same thing, written by hand, one group a line.
enum Synonyms {
    static let groups = """
        delete remove erase
        create make build generate produce
        fix repair resolve solve correct remedy troubleshoot
        begin start commence
        launch start run
        finish end complete
        show display print view see
        get obtain retrieve fetch acquire
        use utilize employ
        change modify alter edit adjust
        update upgrade refresh
        choose select pick
        buy purchase
        find locate discover
        search look lookup
        check verify confirm test validate
        error issue problem bug fault failure exception
        error message
        method way approach technique strategy
        step procedure process instruction
        explain describe clarify
        summarize summary sum outline recap
        purpose point goal aim
        cause reason
        difference distinction differ
        distinguish differentiate
        benefit advantage upside pro
        drawback disadvantage downside con
        cost price charge expense
        expensive costly pricey
        quick fast rapid speedy
        quickly fast rapidly
        big large huge
        small little tiny
        important significant crucial essential vital
        error mistake
        job work occupation
        child kid
        children kids
        job position
        together jointly
        transmit send
        timetable schedule
        present gift
        while whilst
        end finish
        own
        aged old
        doctor physician
        sick ill
        infant baby
        employee worker staff
        employer boss
        company firm business organization
        customer client
        home house
        garbage trash rubbish
        movie film
        picture image
        street road
        store shop
        begin beginning
        require need necessary
        permit allow let enable
        connect link join
        combine merge join
        divide split separate
        copy duplicate clone
        save store keep
        put place
        send deliver
        receive get
        transfer move
        reduce decrease lower cut shrink
        increase raise boost grow
        improve enhance better optimize
        prevent avoid
        stop halt quit cease
        terminate kill end
        cancel abort
        close shut
        begin initiate
        answer reply respond response
        ask request
        tell inform
        teach instruct
        learn study
        understand comprehend grasp
        write compose draft
        read
        speak talk
        help assist aid support
        try attempt
        happen occur
        seem appear
        contain include hold
        list enumerate
        count number amount quantity
        calculate compute determine work
        convert transform turn change translate
        install setup set
        configure setup set
        deploy ship release
        return refund
        reset
        login
        account
        forget forgotten
        lose lost
        broken damaged faulty
        slow sluggish
        crash fail
        hang freeze stuck
        empty blank
        hidden invisible
        safe secure
        danger hazard risk
        dangerous hazardous risky
        rich wealthy
        smart clever intelligent
        happy glad
        angry mad
        tired exhausted
        beautiful pretty
        strange odd weird unusual
        typical usual common normal
        famous known
        correct right accurate
        wrong incorrect
        entire whole full complete
        enough sufficient
        approximately about around
        often frequently
        rarely seldom
        usually typically normally generally
        immediately instantly
        author writer
        city town
        nation country
        capital
        law rule regulation
        war conflict
        die death
        food meal dish
        cook prepare make
        recipe
        drink beverage
        plant
        stain spot
        wash clean
        odor smell scent
        skin
        weight
        trip journey travel
        flight
        luggage baggage
        hotel
        ticket
        invoice bill receipt
        subscription plan membership
        payment pay
        refund reimburse reimbursement
        order purchase
        shipment shipping delivery parcel package
        arrive come
        salary pay wage
        vacation holiday leave
        resume
        letter
        essay
        poem verse
        story tale
        title headline
        sentence
        word term
        meaning mean definition define
        example instance sample
        idea suggestion
        advice tip recommendation
        suggest recommend advise propose
        plan schedule
        meeting
        deadline due
        feedback
        review
        directory
        file
        command
        script program
        function method
        array list
        dictionary hashmap map
        loop iterate
        string text
        variable
        container
        server host machine
        port
        process
        log
        monitor watch track observe
        schedule cron
        restart reboot
        disk drive storage
        memory
        network
        password
        user
        permission access right
        certificate cert
        branch
        commit
        merge
        conflict
        undo revert
        ignore skip
        limit restrict cap
        duplicate repeated
        rename
        sort order arrange
        filter
        parse
        format
        compare contrast
        replace substitute swap
        extract pull
        insert add
        append add
        expire
        timeout
        retry
        backup
        restore recover
        migrate move
        refill
        stay remain
        purpose use
        speed pace
        lawn grass
        clothes clothing
        cat
        dog
        puppy
        kitten
        """
}
