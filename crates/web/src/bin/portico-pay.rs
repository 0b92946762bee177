fn main() {
    portico_web::run_pay();
}
